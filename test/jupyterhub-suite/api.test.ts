/** JupyterHub's test_api.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_api.py", t => suite(t, "test_api.py"))
