import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("a link for everybody leads to everybody's own server", async t => {
  const hub = await pageHub(t)
  const alice = await hub.as("alice")
  const answer = await alice.ask("/hub/user-redirect/lab/tree/a%20b?x=1")
  t.equal(answer.headers.location, "/hub/spawn/alice?next=%2Fuser%2Falice%2Flab%2Ftree%2Fa%2520b%3Fx%3D1")
  t.equal((await alice.ask("/hub/user-redirect/")).headers.location, "/hub/spawn/alice?next=%2Fuser%2Falice%2F")
  t.match(
    (await hub.client().ask("/hub/user-redirect/lab")).headers.location,
    "/hub/login?next=%2Fhub%2Fuser-redirect%2Flab",
  )
})

t.test("the default server may be a named one", async t => {
  const hub = await pageHub(t, { settings: { JupyterHub: { default_server_name: "main", allow_named_servers: true } } })
  const answer = await (await hub.as("alice")).ask("/hub/user-redirect/lab")
  t.equal(answer.headers.location, "/hub/spawn/alice/main?next=%2Fuser%2Falice%2Fmain%2Flab")
})
