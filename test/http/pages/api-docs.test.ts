import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("the API as a page, for those who are logged in", async t => {
  const hub = await pageHub(t)
  t.equal((await hub.client().ask("/hub/api-docs")).status, 302)
  const alice = await hub.as("alice")
  const { status, text } = await alice.ask("/hub/api-docs")
  t.equal(status, 200)
  t.match(text, 'id="get-api-users"')
  t.match(text, "<code>list:users</code>")
  t.match(text, 'href="#schema-User"')
  const names = [...text.matchAll(/href="#([^"]+)"/g)].map(match => match[1] ?? "")
  t.same(
    [...new Set(names)].filter(name => !text.includes(`id="${name}"`)),
    [],
    "every link leads somewhere",
  )
  t.match((await alice.ask("/hub/token")).text, 'href="/hub/api-docs"')
})
