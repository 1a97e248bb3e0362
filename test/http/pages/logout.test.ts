import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("logging out ends the login", async t => {
  const hub = await pageHub(t)
  const client = await hub.as("alice")
  t.equal((await client.ask("/hub/home")).status, 200)
  const answer = await client.ask("/hub/logout")
  t.equal(answer.status, 302)
  t.equal(answer.headers.location, "/hub/login")
  t.match((await client.ask("/hub/home")).headers.location, /^\/hub\/login\?next=%2Fhub%2Fhome/)
  t.match(hub.log(), "User logged out: alice")
})

t.test("with auto_login there is a page, since the login page would log in again", async t => {
  const hub = await pageHub(t, { settings: { Authenticator: { auto_login: true } } })
  const answer = await hub.client().ask("/hub/logout")
  t.equal(answer.status, 200)
  t.match(answer.text, "Successfully logged out.")
})
