/** JupyterHub's test_scopes.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_scopes.py", t => suite(t, "test_scopes.py"))
