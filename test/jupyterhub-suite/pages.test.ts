/** JupyterHub's test_pages.py against the built hub; test/jupyterhub-suite/README.md tells how. */
import t from "tap"
import { suite } from "./suite.ts"

t.test("test_pages.py", t => suite(t, "test_pages.py"))
