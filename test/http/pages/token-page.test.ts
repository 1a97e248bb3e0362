import t from "tap"
import { insertToken } from "../../../hub/db/tokens.ts"
import { pageHub } from "../../support/page-hub.ts"
import { token } from "../../support/rows.ts"

t.test("the own tokens, never their hashes, never others'", async t => {
  const hub = await pageHub(t)
  const alice = await hub.as("alice")
  await hub.as("bob")
  const [mine, theirs] = [await hub.user("alice"), await hub.user("bob")]
  const row = await insertToken(
    hub.core.db,
    token({ hashed: "sha512:1:aa:first", user_id: mine.id, note: "<b>mine</b>", scopes: ["read:users!user=alice"] }),
  )
  await insertToken(hub.core.db, token({ hashed: "sha512:1:aa:second", user_id: theirs.id, note: "not mine" }))
  await insertToken(
    hub.core.db,
    token({ hashed: "sha512:1:aa:third", user_id: mine.id, note: "too old", expires_at: new Date(0) }),
  )
  const page = await alice.ask("/hub/token")
  t.equal(page.status, 200)
  t.match(page.text, "&lt;b&gt;mine&lt;/b&gt;")
  t.match(page.text, `data-token-id="a${row.id}"`)
  t.match(page.text, "read:users!user&#x3D;alice")
  t.notMatch(page.text, "not mine")
  t.notMatch(page.text, "too old")
  t.notMatch(page.text, "sha512")
  t.match(page.text, /<option value="" selected>Never<\/option>/)
})

t.test("a longest life bounds what can be chosen", async t => {
  for (const [max, last] of [
    [86400, 'value="86400" selected>1 Day'],
    [7200, 'value="" selected>Max (2 hours)'],
    [864000, 'value="" selected>Max (10 days)'],
  ] as const) {
    const hub = await pageHub(t, { settings: { JupyterHub: { token_expires_in_max_seconds: max } } })
    const page = await (await hub.as("alice")).ask("/hub/token")
    t.match(page.text, last)
    t.notMatch(page.text, "Never</option>")
  }
})
