/** Projects over the API: who makes them, who sees what of them, and who lets whom in. */
import t from "tap"
import { memberNamesOfGroups } from "../../../hub/db/members.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"

type TestHub = Awaited<ReturnType<typeof testCore>>

async function people(hub: TestHub) {
  const users = await Promise.all(["ada", "bob", "eve", "mia"].map(name => hub.user(name)))
  const clients = await Promise.all(users.map(user => hub.as(user)))
  const [ada, bob, eve, mia] = clients
  if (!ada || !bob || !eve || !mia) throw new Error("somebody is missing")
  return { ada, bob, eve, mia, admin: await hub.service("admin", ["admin:quotas"]) }
}

t.test("made by an admin, described by its managers, ended by an admin", async t => {
  const hub = await testCore(t, { clock: manualClock(new Date("2027-01-01T00:00:00Z")) })
  const { ada, bob, admin } = await people(hub)
  const body = { name: "atlas", owner: "ada", gpu_hours: 100, expires_at: "2027-03-31T22:00:00Z", account: "lab" }
  t.equal((await ada.api("POST", "/projects", body)).status, 403, "not by everybody")
  const made = await admin.api("POST", "/projects", body)
  t.equal(made.status, 201, made.text)
  t.match(made.json(), {
    name: "atlas",
    display_name: "atlas",
    owner: "ada",
    state: "active",
    expires_at: "2027-03-31T22:00:00Z",
    gpu_hours: { limit: 100, used: 0, left: 100 },
    account: "lab",
    members: [{ name: "ada", role: "manager" }],
  })
  t.equal((await admin.api("POST", "/projects", body)).status, 409)
  const words = { display_name: "Atlas", description: "Maps of everything" }
  t.match((await ada.api("PATCH", "/projects/atlas", words)).json(), { ...words, my_role: "owner" })
  for (const change of [{ gpu_hours: 1e6 }, { expires_at: null }, { account: "root" }, { owner: "bob" }]) {
    t.match((await ada.api("PATCH", "/projects/atlas", change)).json(), { status: 403, code: "not-manager" })
  }
  t.equal((await bob.api("PATCH", "/projects/atlas", words)).status, 403)
  t.match((await admin.api("PATCH", "/projects/atlas", { gpu_hours: null, owner: "bob" })).json(), {
    owner: "bob",
    gpu_hours: { limit: null, left: null },
  })
  t.equal((await ada.api("DELETE", "/projects/atlas")).status, 403)
  t.equal((await admin.api("DELETE", "/projects/atlas")).status, 204)
  t.equal((await admin.api("GET", "/projects/atlas")).status, 404)
  t.equal((await admin.api("DELETE", "/projects/atlas")).status, 404)
  t.same((await hub.core.db.q("groups").select("name")).length, 0, "and its group with it")
})

t.test("a stranger sees that it is there and whose, and nothing of its budget and people", async t => {
  const hub = await testCore(t)
  const { bob, eve, admin } = await people(hub)
  await admin.api("POST", "/projects", { name: "atlas", owner: "ada", gpu_hours: 5 })
  const seen = (await bob.api("GET", "/projects/atlas")).json()
  t.match(seen, { name: "atlas", owner: "ada", my_role: null })
  t.notOk("members" in seen || "gpu_hours" in seen || "account" in seen)
  t.notOk("members" in (await bob.api("GET", "/projects")).json()[0])
  t.same((await bob.api("GET", "/projects?mine=true")).json(), [])
  const anonymous = await hub.client().api("GET", "/projects")
  t.equal(anonymous.status, 403)
  const accept = { accept: "application/jupyterhub-pagination+json" }
  t.match((await eve.api("GET", "/projects", undefined, accept)).json(), { _pagination: { total: 1 } })
})

t.test("who asks is let in by a manager, and the group of JupyterHub follows", async t => {
  const hub = await testCore(t)
  const { ada, bob, eve, mia, admin } = await people(hub)
  await admin.api("POST", "/projects", { name: "atlas", owner: "ada" })
  const group = async () => {
    const { group_id } = await hub.core.db.q("carme_projects").first("group_id")
    return (await memberNamesOfGroups(hub.core.db, [group_id])).get(group_id)
  }
  t.match((await bob.api("POST", "/projects/atlas/join")).json(), { my_role: "requested" })
  t.same(await group(), ["ada"], "asking is not being in")
  t.notOk("members" in (await bob.api("GET", "/projects/atlas")).json())
  t.equal((await bob.api("PUT", "/projects/atlas/members/bob", {})).status, 403, "nobody lets themselves in")
  t.equal((await eve.api("PUT", "/projects/atlas/members/bob", {})).status, 403)
  t.match((await ada.api("PUT", "/projects/atlas/members/bob", {})).json().members, [
    { name: "ada" },
    { name: "bob", role: "member", admitted_by: "ada" },
  ])
  t.same(await group(), ["ada", "bob"])
  t.match((await bob.api("GET", "/projects?mine=true")).json(), [{ name: "atlas", my_role: "member" }])
  t.equal((await bob.api("POST", "/projects/atlas/join")).json().my_role, "member", "asking again takes nothing away")
  t.equal((await bob.api("PUT", "/projects/atlas/members/eve", {})).status, 403, "a member lets nobody in")

  t.equal((await ada.api("PUT", "/projects/atlas/members/bob", { role: "manager" })).status, 200)
  t.match((await bob.api("PUT", "/projects/atlas/members/eve", {})).json().members[2], { name: "eve", role: "invited" })
  t.same(await group(), ["ada", "bob"], "being invited is not being in")
  t.notOk("members" in (await eve.api("GET", "/projects/atlas")).json())
  t.same((await eve.api("GET", "/projects?mine=true")).json(), [])
  t.equal((await ada.api("PUT", "/projects/atlas/members/eve", { role: "manager" })).status, 409, "a member first")
  t.equal((await eve.api("PUT", "/projects/atlas/members/eve", {})).status, 403, "the way in is to accept")
  t.match((await eve.api("POST", "/projects/atlas/join")).json(), { my_role: "member" })
  t.same(await group(), ["ada", "bob", "eve"])
  t.equal((await bob.api("PUT", "/projects/atlas/members/mia", {})).status, 200)
  t.equal((await mia.api("DELETE", "/projects/atlas/members/mia")).status, 204, "or to decline")
  t.match((await admin.api("PUT", "/projects/atlas/members/mia", {})).json().members[3], {
    name: "mia",
    role: "member",
  })
  t.equal((await admin.api("DELETE", "/projects/atlas/members/mia")).status, 204)
  t.equal(
    (await bob.api("PUT", "/projects/atlas/members/eve", { role: "manager" })).status,
    403,
    "but makes no managers",
  )
  t.equal((await bob.api("DELETE", "/projects/atlas/members/ada")).status, 403)
  t.equal((await ada.api("DELETE", "/projects/atlas/members/ada")).status, 409, "the owner cannot just leave")
  t.equal((await eve.api("DELETE", "/projects/atlas/members/bob")).status, 403)
  t.equal((await eve.api("DELETE", "/projects/atlas/members/eve")).status, 204, "everybody may leave")
  t.equal((await ada.api("DELETE", "/projects/atlas/members/bob")).status, 204)
  t.equal((await ada.api("DELETE", "/projects/atlas/members/mia")).status, 404)
  t.equal((await mia.api("PUT", "/projects/none/members/mia", {})).status, 404)
  t.equal((await ada.api("PUT", "/projects/atlas/members/nobody", {})).status, 404)
  t.same(await group(), ["ada"])
})

t.test("a server's token stands for nobody in a project", async t => {
  const hub = await testCore(t)
  const { admin } = await people(hub)
  await admin.api("POST", "/projects", { name: "atlas", owner: "ada" })
  const user = await hub.core.db.q("users").where({ name: "ada" }).first()
  const server = await hub.as(user, ["users:activity!user", "access:servers!user"])
  t.equal((await server.api("PATCH", "/projects/atlas", { description: "x" })).status, 403)
  t.equal((await server.api("PUT", "/projects/atlas/members/eve", {})).status, 403)
  t.equal((await server.api("POST", "/projects/atlas/join")).status, 403)
  const bob = await hub.core.db.q("users").where({ name: "bob" }).first()
  const oneServer = await hub.as(bob, ["servers!server=bob/lab"])
  t.equal((await oneServer.api("POST", "/projects/atlas/join")).status, 403)
  t.notOk("members" in (await server.api("GET", "/projects/atlas")).json())
})

t.test("what makes no sense is refused with what would", async t => {
  const hub = await testCore(t)
  const { admin } = await people(hub)
  const bad: [object, number, RegExp][] = [
    [{ name: "Atlas", owner: "ada" }, 400, /small letters/],
    [{ name: "../x", owner: "ada" }, 400, /small letters/],
    [{ name: "a" }, 400, /owner/],
    [{ name: "a", owner: "nobody" }, 404, /no user "nobody"/],
    [{ name: "a", owner: "ada", gpu_hours: -1 }, 400, /not be negative/],
    [{ name: "a", owner: "ada", expires_at: "2027-03-31" }, 400, /time with its zone/],
    [{ name: "a", owner: "ada", expires_at: "0000-01-01T00:00:00Z" }, 400, /time with its zone/],
    [{ name: "a", owner: "ada", account: "--uid=0" }, 400, /Slurm account/],
    [{ name: "a", owner: "ada", budget: 5 }, 400, /budget/],
  ]
  for (const [body, status, message] of bad) {
    const answer = await admin.api("POST", "/projects", body)
    t.equal(answer.status, status, JSON.stringify(body))
    t.match(answer.json().message, message)
  }
  const groups = await hub.service("groups", ["admin:groups"])
  await groups.api("POST", "/groups/physics")
  t.match((await admin.api("POST", "/projects", { name: "physics", owner: "ada" })).json(), {
    status: 409,
    message: /group of its own/,
  })
})

t.test("a job's own token learns of no project", async t => {
  const hub = await testCore(t)
  const { ada, admin } = await people(hub)
  await admin.api("POST", "/projects", { name: "atlas", owner: "ada" })
  const job = await hub.as(await hub.user("joe"), ["users:activity!user", "access:servers!user"])
  for (const path of ["/projects", "/projects/atlas", "/projects/none"]) {
    const { status, text } = await job.api("GET", path)
    t.equal(status, 403, path)
    t.notMatch(text, "atlas")
  }
  t.equal((await ada.api("GET", "/projects/atlas")).status, 200)
})
