import t from "tap"
import { insertGroups } from "../../../hub/db/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertServer } from "../../../hub/db/servers.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { type TestCore, testCore } from "../../support/core.ts"
import { run, spawner } from "../../support/rows.ts"

const paginated = { accept: "application/jupyterhub-pagination+json" }
const names = (users: readonly { name: string }[]) => users.map(user => user.name)

async function withThree(t: Parameters<typeof testCore>[0]) {
  const hub = await testCore(t)
  const [alice, bob, carol] = [await hub.user("alice"), await hub.user("bob"), await hub.user("carol")]
  return { hub, alice, bob, carol }
}

async function running(hub: TestCore, userId: number, name: string, state: "ready" | "starting") {
  const row = await insertSpawner(hub.core.db, spawner({ user_id: userId, name: "" }))
  const ids = { spawner_id: row.id, live_key: row.id, user_id: userId, user_name: name }
  await insertRun(hub.core.db, run({ id: `run-${name}`, ...ids, state }))
}

t.test("users in pages, with a link to the next", async t => {
  const { hub } = await withThree(t)
  const admin = await hub.service("admin", ["list:users"])
  const first = (await admin.api("GET", "/users?limit=2", undefined, paginated)).json()
  t.same(names(first.items), ["alice", "bob"])
  t.match(first._pagination, { offset: 0, limit: 2, total: 3, next: { offset: 2, limit: 2 } })
  const next = new URL(first._pagination.next.url)
  t.equal(next.origin, new URL(hub.url).origin)
  const second = (await admin.ask(next.href, { headers: paginated })).json()
  t.same(names(second.items), ["carol"])
  t.equal(second._pagination.next, null)
})

t.test("a bare list for those who do not know pages", async t => {
  const { hub } = await withThree(t)
  const admin = await hub.service("admin", ["list:users"])
  t.same(names((await admin.api("GET", "/users")).json()), ["alice", "bob", "carol"])
  t.same(names((await admin.api("GET", "/users?offset=1&limit=1")).json()), ["bob"])
})

t.test("by name and state, sorted", async t => {
  const { hub, alice, bob, carol } = await withThree(t)
  await running(hub, alice.id, "alice", "ready")
  await running(hub, bob.id, "bob", "starting")
  const admin = await hub.service("admin", ["list:users", "read:users", "read:servers"])
  const list = async (query: string) => names((await admin.api("GET", `/users?${query}`)).json())
  t.same(await list("name_filter=AR"), ["carol"])
  t.same(await list("sort=-name"), ["carol", "bob", "alice"])
  t.same(await list("state=active"), ["alice", "bob"])
  t.same(await list("state=ready"), ["alice"])
  t.same(await list("state=inactive"), ["carol"])
  const address = await insertServer(hub.core.db, { proto: "http", ip: "", port: 1, base_url: "/", cookie_name: "" })
  await insertSpawner(hub.core.db, spawner({ user_id: carol.id, name: "", server_id: address.id }))
  t.same(await list("state=active"), ["alice", "bob", "carol"], "another hub's server counts by its address")
  t.same(await list("state=inactive"), [])
  const [ready] = (await admin.api("GET", "/users?state=ready")).json()
  t.match(ready, { server: "/user/alice/", pending: null, servers: { "": { ready: true, stopped: false } } })
})

t.test("what a query may not be", async t => {
  const { hub } = await withThree(t)
  const admin = await hub.service("admin", ["list:users"])
  const refused = async (query: string) => (await admin.api("GET", `/users?${query}`)).json()
  t.same(await refused("limit=x"), {
    status: 400,
    message: "Invalid argument type, offset and limit must be integers",
    code: "bad-input",
  })
  t.match(await refused("state=foo"), { message: "Unrecognized state filter: 'foo'" })
  t.match(await refused("sort=foo"), { message: "sort must be 'id', 'name', or 'last_activity', not 'foo'" })
})

t.test("a filtered scope shows the users that it covers", async t => {
  const { hub, bob } = await withThree(t)
  const [group] = await insertGroups(hub.core.db, [{ name: "physics", properties: {} }])
  if (group) await addGroupMembers(hub.core.db, group.id, [bob.id])
  const lead = await hub.service("lead", ["list:users!group=physics", "list:users!user=alice", "read:users!user=alice"])
  const users = (await lead.api("GET", "/users")).json()
  t.same(names(users), ["alice", "bob"])
  t.match(users[0], { admin: false, last_activity: null })
  t.notOk("last_activity" in users[1])
  const server = await hub.service("server", ["list:users!server=alice/"])
  t.equal((await server.api("GET", "/users")).status, 403)
  t.equal((await (await hub.service("none", [])).api("GET", "/users")).status, 403)
})

t.test("many users at once, all or none", async t => {
  const hub = await testCore(t)
  const admin = await hub.service("admin", ["admin:users"], { admin: true })
  const made = await admin.api("POST", "/users", { usernames: ["Ada", "ben"], admin: true })
  t.equal(made.status, 201)
  t.same(names(made.json()), ["ada", "ben"])
  t.same(made.json()[0].roles, ["admin", "user"])
  t.same(names((await admin.api("POST", "/users", { usernames: ["ada", "cleo"] })).json()), ["cleo"])
  t.match(await admin.api("POST", "/users", { usernames: ["ada"] }), { status: 409 })
  const bad = await admin.api("POST", "/users", { usernames: ["dora", "..", "a/b"] })
  t.match(bad.json(), { status: 400, message: "Invalid usernames: .., a/b" })
  t.same(names((await admin.api("GET", "/users")).json()), ["ada", "ben", "cleo"])
})

t.test("bodies that are something else", async t => {
  const hub = await testCore(t)
  const admin = await hub.service("admin", ["admin:users"], { admin: true })
  const nobody = "Must specify at least one user to create"
  for (const body of [undefined, "[]", "null", "5", '"x"']) {
    t.match((await admin.api("POST", "/users", body)).json(), { status: 400, message: nobody })
  }
  for (const body of [
    { usernames: [] },
    { usernames: "abc" },
    { usernames: [{ name: "x" }] },
    { usernames: ["x"], admin: "yes" },
    { usernames: ["x"], foo: 1 },
    "{bad",
  ]) {
    t.match(await admin.api("POST", "/users", body), { status: 400 }, JSON.stringify(body))
  }
  t.same((await admin.api("GET", "/users")).json(), [])
})

t.test("only an admin makes admins", async t => {
  const hub = await testCore(t)
  const helper = await hub.service("helper", ["admin:users"])
  t.match(await helper.api("POST", "/users", { usernames: ["eve"], admin: true }), { status: 403 })
  t.match(await helper.api("POST", "/users", { usernames: ["eve"] }), { status: 201 })
  const filtered = await hub.service("filtered", ["admin:users!group=physics"])
  t.match(await filtered.api("POST", "/users", { usernames: ["mallory"] }), { status: 403 })
})
