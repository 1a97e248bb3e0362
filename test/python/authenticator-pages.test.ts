/** Authenticators with pages of their own: packages as sites install them, in a real hub. */
import t from "tap"
import { findUserByName } from "../../hub/db/users.ts"
import { classHub } from "../support/class-hub.ts"

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
