/** The names that a configuration may use. */
import t from "tap"
import { authenticators } from "../../authenticators/index.ts"

t.test("JupyterHub's names, short and dotted", async t => {
  for (const name of ["default", "pam", "dummy", "null", "shared-password"]) t.ok(authenticators[name], name)
  t.equal(authenticators.default, authenticators["jupyterhub.auth.PAMAuthenticator"])
  t.equal(authenticators.dummy, authenticators["jupyterhub.auth.DummyAuthenticator"])
})
