/** JupyterHub's test_services.py and test_services_auth.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { all, suite } from "./suite.ts"

t.test("test_services_auth.py", t => suite(t, "test_services_auth.py"))
if (all) t.test("test_services.py", t => suite(t, "test_services.py"))
