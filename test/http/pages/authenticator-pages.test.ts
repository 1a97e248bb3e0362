/** Authenticators with pages of their own: packages as sites install them, in a real hub. */
import t from "tap"
import { readAuthState } from "../../../hub/core/users/auth-state.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { classHub } from "../../support/class-hub.ts"
import { createClient } from "../../support/client.ts"
import { freePorts } from "../../support/ports.ts"

t.test("a password at the first login, changed on the package's own page", async t => {
  const hub = await classHub(t, {
    configText: `
c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.FirstUseAuthenticator.dbm_path = "passwords"
c.Authenticator.allow_all = True
`,
  })
  const short = hub.client()
  const refused = await short.login("ada", "short")
  t.equal(refused.status, 403)
  t.match(refused.text, /Password too short! Please choose/, "its own words, on the hub's own form")
  t.match(refused.text, /id="login-main"/)

  const ada = hub.client()
  t.equal((await ada.login("ada", "long enough", "/hub/token")).headers.location, "/hub/token")
  t.ok(await findUserByName(hub.core.db, "ada"))
  t.match((await ada.ask("/hub/home")).text, /ada/)

  const page = await ada.ask("/hub/auth/change-password")
  t.equal(page.status, 200)
  t.match(page.text, /<form/, "drawn from the package's template")
  const [, style = ""] = /href="([^"]+\.css[^"]*)"/.exec(page.text) ?? []
  t.match(await ada.ask(style), { status: 200, headers: { "content-type": /text\/css/ } }, "with its styles")
  t.equal((await ada.ask("/hub/auth/change-password", { method: "POST" })).status, 403, "not without its XSRF token")
  const changed = await ada.submit("/hub/auth/change-password", { password: "another one" })
  t.equal(changed.status, 200)
  t.match(changed.text, /success/)

  t.equal((await hub.client().login("ada", "long enough")).status, 403)
  t.equal((await hub.client().login("ada", "another one")).status, 302)
  t.equal((await hub.client().ask("/hub/auth/change-password")).status, 302, "strangers are sent to the login")
  const guesser = hub.client()
  for (let i = 0; i < 5; i++) await guesser.login("ada", "guess")
  t.equal((await guesser.login("ada", "another one")).status, 429, "guessing is slowed down here too")
})

t.test("oauthenticator and a real identity provider", async t => {
  const { startIdentityProvider, logInAt } = await import(
    new URL("../../support/identity-provider.mjs", import.meta.url).href
  )
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const provider = await startIdentityProvider(`${url}/hub/oauth_callback`)
  t.teardown(() => provider.close())
  const hub = await classHub(t, {
    settings: { JupyterHub: { bind_url: `${url}/` } },
    env: { JUPYTERHUB_CRYPT_KEY: "0123456789abcdef".repeat(4) },
    configText: `
c.JupyterHub.authenticator_class = "generic-oauth"
c.Authenticator.allow_all = False
c.GenericOAuthenticator.client_id = "hub"
c.GenericOAuthenticator.client_secret = "hub-secret"
c.GenericOAuthenticator.authorize_url = "${provider.issuer}/auth"
c.GenericOAuthenticator.token_url = "${provider.issuer}/token"
c.GenericOAuthenticator.userdata_url = "${provider.issuer}/me"
c.GenericOAuthenticator.scope = ["openid", "profile"]
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.login_service = "The University"
c.GenericOAuthenticator.auth_state_groups_key = "oauth_user.groups"
c.GenericOAuthenticator.manage_groups = True
c.GenericOAuthenticator.allowed_groups = {"staff"}
c.GenericOAuthenticator.admin_groups = {"admins"}
c.GenericOAuthenticator.enable_auth_state = True
`,
  })
  const ada = createClient(`${url}/`)
  const page = await ada.ask("/hub/login?next=%2Fhub%2Ftoken%3Fa%3Db")
  t.match(page.text, /href="([^"]*\/hub\/oauth_login[^"]*)"[^>]*>Sign in with The University/)
  const begin = await ada.ask("/hub/oauth_login?next=%2Fhub%2Ftoken%3Fa%3Db")
  t.equal(begin.status, 302)
  const callback = await logInAt(ada, begin.headers.location, "ada.staff.admins")
  const done = await ada.ask(callback)
  t.equal(done.status, 302)
  t.equal(done.headers.location, "/hub/token?a=b", "where the person wanted to go")
  t.equal((await ada.ask("/hub/home")).status, 200, "logged in")
  t.match((await ada.api("GET", "/user")).json(), { name: "ada", admin: true, groups: ["admins", "staff"] })
  const user = await findUserByName(hub.core.db, "ada")
  t.match(user && (await readAuthState(hub.core, user)), { oauth_user: { preferred_username: "ada" } })

  t.equal((await ada.ask(callback)).status, 400, "a callback works once: its state is gone")
  const thief = createClient(`${url}/`)
  t.equal((await thief.ask(callback)).status, 400, "and in no other browser")

  const bob = createClient(`${url}/`)
  const again = await bob.ask("/hub/oauth_login")
  const refused = await bob.ask(await logInAt(bob, again.headers.location, "bob.guests"))
  t.equal(refused.status, 403)
  t.equal(await findUserByName(hub.core.db, "bob"), null)

  const out = await ada.ask("/hub/logout")
  t.match(out.headers.location, /\/hub\/login/)
  t.equal((await ada.ask("/hub/home")).status, 302, "logged out")
})
