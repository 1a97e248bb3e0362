/** JupyterHub's test_singleuser.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_singleuser.py", t => suite(t, "test_singleuser.py"))
