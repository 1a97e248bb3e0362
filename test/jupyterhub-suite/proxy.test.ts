/** JupyterHub's test_proxy.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_proxy.py", t => suite(t, "test_proxy.py"))
