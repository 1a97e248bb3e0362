import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("the root leads to the login, to the own server or to the home page", async t => {
  const hub = await pageHub(t)
  t.equal((await hub.client().ask("/hub/")).headers.location, "/hub/login?next=%2Fhub%2F")
  const alice = await hub.as("alice")
  t.equal((await alice.ask("/hub/")).headers.location, "/hub/spawn")
  await hub.server("alice", "", {}, { state: "ready" })
  t.equal((await alice.ask("/hub/?a=b")).headers.location, "/user/alice/?a=b", "arguments are kept")
})

t.test("a site's default page comes first", async t => {
  const hub = await pageHub(t, { settings: { JupyterHub: { default_url: "/hub/home" } } })
  t.equal((await hub.client().ask("/hub/")).headers.location, "/hub/home")
})

t.test("without redirect_to_server people come to the home page", async t => {
  const hub = await pageHub(t, { settings: { JupyterHub: { redirect_to_server: false } } })
  t.equal((await (await hub.as("alice")).ask("/hub/")).headers.location, "/hub/home")
})
