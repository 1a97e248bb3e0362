/** JupyterHub's test_shares.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_shares.py", t => suite(t, "test_shares.py"))
