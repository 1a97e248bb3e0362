import t from "tap"
import { testCore } from "../../support/core.ts"

const accept = (type: string) => ({ accept: type })
const paginated = "application/jupyterhub-pagination+json"

t.test("limits: the default in pages, the most without, never more, never less than one", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { api_page_default_limit: 2, api_page_max_limit: 3 } } })
  for (const name of ["a", "b", "c", "d"]) await hub.user(name)
  const admin = await hub.service("admin", ["list:users"])
  const page = async (query: string) =>
    (await admin.api("GET", `/users${query}`, undefined, accept(`text/html, ${paginated.toUpperCase()}`))).json()
  t.match((await page(""))._pagination, { offset: 0, limit: 2, total: 4, next: { offset: 2 } })
  t.match((await page("?limit=100"))._pagination, { limit: 3 })
  t.match((await page("?limit=0"))._pagination, { limit: 1 })
  t.match((await page("?limit=-2&offset=-1"))._pagination, { limit: 2, offset: 1 })
  t.match((await page("?offset=2"))._pagination, { next: null })
  t.equal((await admin.api("GET", "/users")).json().length, 3)
  t.equal((await admin.api("GET", "/users?limit=1e3")).status, 400)
})

t.test("the next page keeps the other arguments, and the browser's protocol and host", async t => {
  const hub = await testCore(t)
  for (const name of ["aa", "ab", "ac"]) await hub.user(name)
  const admin = await hub.service("admin", ["list:users"])
  const headers = { ...accept(paginated), "x-forwarded-proto": "https", host: "hub.example.org" }
  const { _pagination } = (await admin.api("GET", "/users?limit=1&name_filter=a", undefined, headers)).json()
  t.equal(_pagination.next.url, "https://hub.example.org/hub/api/users?limit=1&name_filter=a&offset=1")
})

t.test("of a repeated argument the last counts", async t => {
  const hub = await testCore(t)
  await hub.user("a")
  await hub.user("b")
  const admin = await hub.service("admin", ["list:users"])
  t.equal((await admin.api("GET", "/users?limit=2&limit=1")).json().length, 1)
})
