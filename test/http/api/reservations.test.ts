import t, { type Test } from "tap"
import { startKeeper } from "../../../hub/core/reservations/keeper.ts"
import { insertGroups } from "../../../hub/db/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"

const start = new Date("2026-11-30T08:00:00Z")
const tomorrow = { starts: "2026-12-01T10:00", ends: "2026-12-01T12:00" }
const paginated = { accept: "application/jupyterhub-pagination+json" }

async function site(t: Test, reservations: object | null = {}) {
  const cluster = bookedCluster()
  const clock = manualClock(start)
  const hub = await testCore(t, {
    clock,
    spawner: cluster.spawner,
    settings: {
      CarmeHub: {
        queues: { large: { partition: "large" } },
        quotas: { user: { reservations: { days_ahead: 14, hours: 48 }, gpus: 4 } },
        reservations,
        time_zone: "Europe/Berlin",
      },
    },
  })
  const [alice, bob, root] = [await hub.user("alice"), await hub.user("bob"), await hub.user("root", { admin: true })]
  return {
    hub,
    cluster,
    clock,
    alice,
    bob,
    as: { alice: await hub.as(alice), bob: await hub.as(bob), root: await hub.as(root) },
  }
}

t.test("booked, read, changed, cancelled by its owner", async t => {
  const { as } = await site(t)
  const made = await as.alice.api("POST", "/reservations", {
    queue: "large",
    gpus: 3,
    ...tomorrow,
    note: "course",
    users: ["bob"],
  })
  t.equal(made.status, 201, made.text)
  const { id, version } = made.json()
  t.match(made.json(), {
    state: "approved",
    source: "hub",
    owner: "alice",
    nodes: ["n1", "n2"],
    gpus: 4,
    starts: "2026-12-01T09:00:00Z",
    ends: "2026-12-01T11:00:00Z",
    time_zone: "Europe/Berlin",
    users: ["bob"],
    mine: true,
    may_change: true,
    may_approve: false,
    created_by: "alice",
  })
  const list = (await as.alice.api("GET", "/reservations")).json()
  t.same(list, [made.json()])
  t.same((await as.alice.api("GET", `/reservations/${id}`)).json(), made.json())
  const moved = await as.alice.api("PATCH", `/reservations/${id}`, { ends: "2026-12-01T13:30", version })
  t.match(moved.json(), { ends: "2026-12-01T12:30:00Z", version: version + 1, note: "course", users: ["bob"] })
  const late = await as.alice.api("PATCH", `/reservations/${id}`, { note: "late", version })
  t.match(late.json(), { status: 409, code: "reservation-changed" })
  const gone = await as.alice.api("DELETE", `/reservations/${id}`)
  t.match(gone.json(), { state: "cancelled", message: "Cancelled by alice", may_change: false })
  t.match((await as.alice.api("DELETE", `/reservations/${id}`)).json(), { status: 409, code: "reservation-cancelled" })
  t.same((await as.alice.api("GET", "/reservations")).json(), [])
  t.equal((await as.alice.api("GET", "/reservations?state=cancelled")).json().length, 1)
})

t.test("others see when what is booked, and whose; neither note nor people, and they change nothing", async t => {
  const { as } = await site(t)
  const body = { queue: "large", nodes: 1, ...tomorrow, note: "secret plan" }
  const { id } = (await as.alice.api("POST", "/reservations", body)).json()
  const seen = (await as.bob.api("GET", `/reservations/${id}`)).json()
  t.match(seen, {
    owner: "alice",
    nodes: ["n1"],
    note: null,
    users: null,
    created_by: null,
    mine: false,
    may_change: false,
  })
  for (const [method, path, sent] of [
    ["PATCH", `/reservations/${id}`, { note: "mine" }],
    ["DELETE", `/reservations/${id}`, undefined],
  ] as const) {
    t.match((await as.bob.api(method, path, sent)).json(), { status: 403, code: "reservation-not-yours" })
    t.equal((await as.bob.api(method, "/reservations/4711", sent)).status, 404)
    t.equal((await as.bob.api(method, "/reservations/x", sent)).status, 404)
  }
  t.equal((await as.bob.api("POST", `/reservations/${id}/approve`, {})).status, 403)
  t.equal((await as.bob.api("POST", "/reservations", { ...body, owner: "alice" })).status, 404, "nor books for others")
  t.equal((await as.root.api("PATCH", `/reservations/${id}`, { note: "by root" })).json().changed_by, "root")
  t.match((await as.root.api("POST", "/reservations", { ...body, owner: "bob" })).json(), {
    owner: "bob",
    created_by: "root",
  })
})

t.test("one that failed is shown to its owner with the reason until they have seen it, and to nobody else", async t => {
  const { hub, as } = await site(t)
  const { id } = (await as.alice.api("POST", "/reservations", { queue: "large", nodes: 1, ...tomorrow })).json()
  const failed = { state: "failed", message: "Requested nodes are busy. Free would be later." }
  await hub.core.db.q("carme_reservations").where({ id }).update(failed)
  t.match((await as.alice.api("GET", "/reservations")).json(), [{ id, ...failed, mine: true, may_change: false }])
  t.same((await as.bob.api("GET", "/reservations")).json(), [])
  t.same((await as.root.api("GET", "/reservations")).json(), [])
  t.match((await as.alice.api("DELETE", `/reservations/${id}`)).json(), { state: "cancelled" })
  t.same((await as.alice.api("GET", "/reservations")).json(), [])
})

t.test("the answer to who books is Slurm's", async t => {
  const { as, cluster } = await site(t)
  const made = await as.alice.api("POST", "/reservations", { queue: "large", nodes: 1, ...tomorrow })
  t.match([made.status, made.json()], [201, { state: "approved" }])
  t.ok(cluster.reservations.has(made.json().name), "it is there by then")
  cluster.running.push({ id: "1", nodes: ["n2"], end: new Date("2026-12-02T00:00:00Z"), reservation: null })
  const soon = { starts: "2026-12-01T20:00", ends: "2026-12-01T22:00" }
  const no = (await as.bob.api("POST", "/reservations", { queue: "large", nodes: 2, ...soon })).json()
  t.match(no, { status: 409, code: "reservation-conflict", message: /jobs on n2 may run until Wed 2 Dec 01:00/ })
  t.match((await as.bob.api("POST", "/reservations", { queue: "large", nodes: 1, ...soon })).json(), { nodes: ["n1"] })
})

t.test("what may be a secret: with private=True whose a booking is, too", async t => {
  const { as } = await site(t, { private: true })
  const { id } = (await as.alice.api("POST", "/reservations", { queue: "large", nodes: 1, ...tomorrow })).json()
  t.equal((await as.bob.api("GET", `/reservations/${id}`)).json().owner, null)
  t.equal((await as.root.api("GET", `/reservations/${id}`)).json().owner, "alice")
})

t.test("a conflict says when there would be room", async t => {
  const { as } = await site(t)
  t.equal((await as.alice.api("POST", "/reservations", { queue: "large", nodes: 2, ...tomorrow })).status, 201)
  const refused = await as.bob.api("POST", "/reservations", { queue: "large", gpus: 1, ...tomorrow })
  t.equal(refused.status, 409)
  const { code, allowed, message } = refused.json()
  t.equal(code, "reservation-conflict")
  t.match(allowed[0], { starts: "2026-11-30T09:00:00.000Z" })
  t.ok(
    allowed.some((w: { starts: string }) => w.starts === "2026-12-01T11:00:00.000Z"),
    "after the other",
  )
  t.match(message, /Free would be .*Tue 1 Dec 12:00 to Tue 1 Dec 14:00 *\(Europe\/Berlin\)/)
})

t.test("approval: asked for, given or not, by those who may", async t => {
  const { as, hub, cluster } = await site(t, { approval: true })
  const keeper = await startKeeper(hub.core)
  t.teardown(() => keeper.stop())
  const ask = async (hour: number) =>
    (
      await as.alice.api("POST", "/reservations", {
        queue: "large",
        nodes: 1,
        starts: `2026-12-02T${hour}:00`,
        ends: `2026-12-02T${hour + 1}:00`,
      })
    ).json()
  const [yes, no] = [await ask(10), await ask(12)]
  t.match(yes, { state: "requested", approved_by: null })
  t.equal((await as.root.api("GET", `/reservations/${yes.id}`)).json().may_approve, true)
  t.match((await as.root.api("POST", `/reservations/${yes.id}/approve`)).json(), {
    state: "approved",
    approved_by: "root",
  })
  const refused = await as.root.api("POST", `/reservations/${no.id}/approve`, {
    approved: false,
    message: "maintenance",
  })
  t.match(refused.json(), { state: "refused", message: "maintenance" })
  t.match((await as.root.api("POST", `/reservations/${no.id}/approve`)).json(), {
    status: 409,
    code: "reservation-refused",
  })
  // The keeper is woken by the decision.
  while (cluster.reservations.size === 0) await new Promise(resolve => setImmediate(resolve))
  t.same([...cluster.reservations.keys()], [yes.name])
  const longer = await as.alice.api("PATCH", `/reservations/${yes.id}`, { ends: "2026-12-02T14:00" })
  t.match(longer.json(), { state: "requested" }, "a longer one is asked for anew")
})

t.test("made in Slurm by hand: shown, and not to be changed here", async t => {
  const { as, cluster } = await site(t)
  cluster.byHand("maint", {
    start: new Date("2026-12-01T00:00:00Z"),
    end: new Date("2026-12-02T00:00:00Z"),
    nodes: ["n1", "n2"],
    users: ["root", "bob"],
    flags: ["MAINT"],
  })
  const [found] = (await as.bob.api("GET", "/reservations")).json()
  t.match(found, {
    id: null,
    name: "maint",
    source: "slurm",
    nodes: ["n1", "n2"],
    users: ["root", "bob"],
    mine: true,
    may_change: false,
  })
  t.match((await as.bob.api("GET", "/reservations?mine=true")).json(), [{ name: "maint" }])
  t.same((await as.alice.api("GET", "/reservations?mine=true")).json(), [])
  t.same((await as.bob.api("GET", "/reservations?from=2026-12-02T00:00:00Z")).json(), [])
  t.same((await as.bob.api("GET", "/reservations?to=2026-12-01T00:00:00Z")).json(), [])
  const page = (await as.bob.api("GET", "/reservations?limit=1", undefined, paginated)).json()
  t.match(page._pagination, { total: 1, next: null })
})

t.test("a group may use it", async t => {
  const { as, hub, alice, bob } = await site(t)
  const [lab, other] = await insertGroups(hub.core.db, [
    { name: "lab", properties: {} },
    { name: "other", properties: {} },
  ])
  if (lab && other) await addGroupMembers(hub.core.db, lab.id, [alice.id, bob.id])
  const body = { queue: "large", nodes: 1, ...tomorrow }
  const { id } = (await as.alice.api("POST", "/reservations", { ...body, group: "lab" })).json()
  t.match((await as.bob.api("GET", `/reservations/${id}`)).json(), { mine: true, group: "lab", may_change: false })
  t.match((await as.alice.api("POST", "/reservations", { ...body, group: "other" })).json(), {
    status: 400,
    message: /in no group other/,
  })
  t.match((await as.alice.api("POST", "/reservations", { ...body, users: ["nobody"] })).json(), {
    status: 400,
    message: /No such user: nobody/,
  })
})

t.test("what is no booking", async t => {
  const { as } = await site(t)
  const body = { queue: "large", nodes: 1, ...tomorrow }
  const cases: [object, RegExp][] = [
    [{ ...body, nodes: null }, /gpus or nodes/],
    [{ ...body, nodes: 0 }, /nodes/],
    [{ ...body, starts: "soon" }, /soon is no time/],
    [{ ...body, ends: body.starts }, /end after it begins/],
    [{ ...body, time_zone: "Mars" }, /no time zone Mars/],
    [{ ...body, note: "a\nb" }, /cannot be printed/],
    [{ ...body, note: "x".repeat(501) }, /note/],
    [{ ...body, partition: "x" }, /partition/],
    [{ ...body, queue: "--uid=0" }, /no queue --uid=0 to book in/],
  ]
  for (const [sent, message] of cases) {
    const answer = await as.alice.api("POST", "/reservations", sent)
    t.match([answer.status, answer.json().message], [400, message])
  }
  t.match((await as.alice.api("POST", "/reservations", { ...body, ends: "2026-12-05T12:00" })).json(), {
    code: "reservation-hours",
  })
  const far = "%2B012345-01-01T00:00:00Z"
  t.match((await as.alice.api("GET", `/reservations?to=${far}`)).json(), { status: 400, message: /is no time/ })
  t.match((await as.alice.api("GET", "/reservations?state=old")).json(), { status: 400, message: /no state 'old'/ })
})

t.test("scopes: without one there is nothing, reading does not write", async t => {
  const { hub, alice } = await site(t)
  t.equal((await hub.client().api("GET", "/reservations")).status, 403)
  const reader = await hub.as(alice, ["read:reservations!user"])
  t.equal((await reader.api("GET", "/reservations")).status, 200)
  t.equal((await reader.api("POST", "/reservations", { queue: "large", nodes: 1, ...tomorrow })).status, 403)
  const other = await hub.as(alice, ["read:users:name!user"])
  t.equal((await other.api("GET", "/reservations")).status, 403)
  const service = await hub.service("booker", ["reservations"])
  const body = { queue: "large", nodes: 1, ...tomorrow }
  t.equal((await service.api("POST", "/reservations", body)).status, 400, "it has to say for whom")
  t.match((await service.api("POST", "/reservations", { ...body, owner: "alice" })).json(), {
    owner: "alice",
    created_by: "service booker",
  })
})

t.test("a hub without a calendar answers 404", async t => {
  const { as } = await site(t, null)
  for (const [method, path] of [
    ["GET", "/reservations"],
    ["GET", "/reservations/1"],
    ["GET", "/reservations.ics"],
    ["GET", "/reservations/feed"],
    ["DELETE", "/reservations/1"],
  ] as const) {
    const answer = await as.root.api(method, path)
    t.match(
      [answer.status, answer.json()],
      [404, { code: "reservations-off", message: /no calendar/ }],
      `${method} ${path}`,
    )
  }
})
