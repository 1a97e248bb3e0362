import t from "tap"
import { ConfigError } from "../../hub/config/config-error.ts"
import { classEnv } from "../support/class-hub.ts"
import { loadPython, loadSite } from "../support/site-config.ts"

t.test("a class of the file, with what it and its ancestors are set to", async t => {
  const { config, warnings, python } = await loadPython(
    t,
    `
from jupyterhub.auth import Authenticator

class Base(Authenticator):
    login_service = "The site"
    auto_login = True

class Site(Base):
    async def authenticate(self, handler, data):
        return None

c.JupyterHub.authenticator_class = Site
c.Authenticator.allow_all = True
c.Base.manage_groups = True
c.Site.admin_users.update({"ada"})
c.Site.typo = 1
`,
    { argv: ["--Site.auth_refresh_age=7"], env: await classEnv() },
  )
  t.ok(python)
  t.equal(config.get("JupyterHub.authenticator_class"), "python:Site")
  t.equal(config.get("Authenticator.auto_login"), true, "the class's own value")
  t.equal(config.get("Authenticator.manage_groups"), true, "an ancestor's section")
  t.same(config.get("Authenticator.admin_users"), ["ada"], "a change to a default")
  t.equal(config.get("Authenticator.auth_refresh_age"), 7, "the command line wins")
  t.equal(config.isSet("Authenticator.request_otp"), false)
  t.notMatch(warnings.join("\n"), /c\.Base|manage_groups/, "its sections are used")
})

t.test("a package's class by its dotted name or its entry point, from any kind of file", async t => {
  const env = await classEnv()
  for (const name of ["oauthenticator.generic.GenericOAuthenticator", "generic-oauth"]) {
    const file = JSON.stringify({ JupyterHub: { authenticator_class: name } })
    const { config } = await loadSite(t, { files: { "jupyterhub_config.json": file }, env })
    t.equal(config.get("JupyterHub.authenticator_class"), "python:GenericOAuthenticator")
  }
  const argv = ["--JupyterHub.authenticator_class=firstuseauthenticator.FirstUseAuthenticator"]
  const { config } = await loadPython(t, "c.FirstUseAuthenticator.allowed_users = {'ada'}", { argv, env })
  t.same(config.get("Authenticator.allowed_users"), ["ada"])
})

t.test("what cannot be had ends the start, with the reason", async t => {
  const env = await classEnv()
  const refused = (text: string, message: RegExp, site: object = { env }) =>
    t.rejects(loadPython(t, text, site), { constructor: ConfigError, message })
  await refused(
    'c.JupyterHub.authenticator_class = "no_such.Thing"',
    /cannot be imported by .*No module named 'no_such'/,
  )
  await refused(
    "import json; c.JupyterHub.spawner_class = json.JSONEncoder",
    /no subclass of jupyterhub\.spawner\.Spawner/,
  )
  await refused('c.JupyterHub.authenticator_class = "pma"', /did you mean "pam"/)
  await refused(
    'c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"\nc.FirstUseAuthenticator.min_password_length = "x"',
    /FirstUseAuthenticator cannot be made: TraitError/,
  )
  await refused(
    "class Site: pass\nc.JupyterHub.authenticator_class = Site",
    /needs the package jupyterhub in the Python that reads the configuration: .* -m pip install jupyterhub/,
    {},
  )
})
