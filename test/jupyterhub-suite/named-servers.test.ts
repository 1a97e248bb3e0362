/** JupyterHub's test_named_servers.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_named_servers.py", t => suite(t, "test_named_servers.py"))
