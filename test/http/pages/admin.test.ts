import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("for those who may alone", async t => {
  const hub = await pageHub(t)
  t.equal((await hub.client().ask("/hub/admin")).status, 302)
  const alice = await hub.as("alice")
  t.equal((await alice.ask("/hub/admin")).status, 403)
  t.notMatch((await alice.ask("/hub/home")).text, 'href="/hub/admin"')
  const admin = await hub.as("admin")
  const page = await admin.ask("/hub/admin")
  t.equal(page.status, 200)
  t.match(page.text, 'id="user-table"')
  t.match(page.text, 'href="/hub/admin"')
})
