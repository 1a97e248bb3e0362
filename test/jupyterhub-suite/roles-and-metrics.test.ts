/** JupyterHub's test_roles.py and test_metrics.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_roles.py", t => suite(t, "test_roles.py"))
t.test("test_metrics.py", t => suite(t, "test_metrics.py"))
