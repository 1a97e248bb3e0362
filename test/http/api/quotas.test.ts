/** Limits of roles, exceptions, and how a person stands, over HTTP: who may read and change what. */
import t from "tap"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"
import { allocation, noon, run } from "../../support/rows.ts"

const settings = {
  CarmeHub: {
    time_zone: "UTC",
    queues: { instant: {} },
    quotas: { user: { gpus: 2, jobs: 3, gpu_hours_per_day: 10, queues: ["instant"] }, lab: { gpus: 4 } },
  },
}

async function site(t: Parameters<typeof testCore>[0]) {
  const hub = await testCore(t, { settings, clock: manualClock(noon) })
  const [alice, bob] = [await hub.user("alice"), await hub.user("bob")]
  const admin = await hub.service("admin", ["admin:quotas", "admin:groups"])
  return { hub, alice, bob, admin, mine: await hub.as(alice) }
}

t.test("quotas of roles: the configuration's, set at run time, and back", async t => {
  const { admin, mine } = await site(t)
  const before = (await mine.api("GET", "/quotas")).json()
  t.match(before, [
    { role: "user", set_by: "configuration", limits: { gpus: 2, queues: ["instant"] } },
    { role: "lab", limits: { gpus: 4 }, changed_by: null },
  ])
  t.same(Object.keys(before[1].limits), ["gpus"], "what a role does not say is not there")
  t.equal((await mine.api("PUT", "/quotas/user", { gpus: 99 })).status, 403, "nobody for themselves")
  t.equal((await mine.api("DELETE", "/quotas/user")).status, 403)
  const body = { gpus: null, walltime: 90, reservations: { days_ahead: 7, hours: null }, disk: 1024 }
  const set = await admin.api("PUT", "/quotas/user", body)
  t.match(set.json(), {
    role: "user",
    limits: body,
    set_by: "admin",
    changed_by: "admin",
    changed_at: /2026-11-23T12:00/,
  })
  t.match((await mine.api("GET", "/quotas/user")).json(), { limits: body })
  t.equal((await admin.api("PUT", "/quotas/nosuch", {})).status, 404)
  t.equal((await admin.api("GET", "/quotas/nosuch")).status, 404)
  for (const wrong of [{ gpus: -1 }, { gpus: 1.5 }, { gpu: 1 }, { queues: ["large"] }, { walltime: "2:00:00" }, []])
    t.equal((await admin.api("PUT", "/quotas/user", wrong)).status, 400, JSON.stringify(wrong))
  t.equal((await admin.api("DELETE", "/quotas/user")).status, 204)
  t.equal((await admin.api("DELETE", "/quotas/user")).status, 404)
  t.match((await mine.api("GET", "/quotas/user")).json(), { set_by: "configuration", limits: { gpus: 2 } })
})

t.test("how a person stands, and who may see it", async t => {
  const { hub, alice, bob, mine } = await site(t)
  await insertRun(hub.core.db, run({ id: "r1", live_key: 1, user_id: alice.id, requested_at: noon }))
  const s = noon.getTime() / 1000
  const charge = { run_id: "r1", user_id: alice.id, gpus: 1, started_s: s - 7200, walltime_minutes: 180 }
  await insertAllocation(hub.core.db, allocation(charge))
  const yesterday = new Date(noon.getTime() - 86_400_000)
  await insertRun(hub.core.db, run({ id: "r2", user_id: alice.id, state: "stopped", requested_at: yesterday }))
  const paid = { user_id: alice.id, project_id: 7, gpus: 1, started_s: s - 7200, ended_s: s, released_at: noon }
  await insertAllocation(hub.core.db, allocation({ run_id: "r2", ...paid }))
  const standing = (await mine.api("GET", "/users/alice/quota")).json()
  t.match(standing, {
    limits: { gpus: 2, jobs: 3, walltime: null },
    sources: { gpus: { kind: "role", names: ["user"] }, walltime: { kind: "none" } },
    gpus: { limit: 2, used: 1, left: 1 },
    jobs: { limit: 3, used: 1, left: 2 },
    starts: { limit: null, used: 1, left: null },
    gpu_hours: [
      // As in the admission, what a project has paid for is not in it.
      { window: "day", limit: 10, used: 2, reserved: 1, left: 7, ends: /2026-11-24T00:00/ },
      { window: "week", limit: null, used: 2, left: null, begins: /2026-11-23T00:00/ },
      { window: "month", begins: /2026-11-01/, ends: /2026-12-01/ },
    ],
  })
  t.equal((await mine.api("GET", "/users/bob/quota")).status, 404)
  t.equal((await (await hub.as(bob)).api("GET", "/users/alice/quota")).status, 404)
  const reader = await hub.service("reader", ["read:quotas"])
  t.equal((await reader.api("GET", "/users/alice/quota")).status, 200)
  t.equal((await reader.api("GET", "/users/nobody/quota")).status, 404)
})

t.test("exceptions of people and groups, until they end", async t => {
  const { admin, mine } = await site(t)
  t.equal((await admin.api("POST", "/groups/course", { users: ["alice"] })).status, 201)
  const limitOf = async () => {
    const { limits, sources } = (await mine.api("GET", "/users/alice/quota")).json()
    return [limits.gpus, sources.gpus.kind, sources.gpus.until]
  }
  t.same(await limitOf(), [2, "role", null])
  const forGroup = await admin.api("PUT", "/groups/course/quota", { limits: { gpus: 6 }, until: "2026-12-24" })
  t.match(forGroup.json(), { kind: "group", name: "course", limits: { gpus: 6 }, until: /2026-12-24T00:00/ })
  t.match(await limitOf(), [6, "group", /2026-12-24/])
  t.match((await admin.api("PUT", "/users/alice/quota", { limits: { gpus: 0 } })).json(), { kind: "user", until: null })
  t.same(await limitOf(), [0, "user", null])
  t.match((await admin.api("GET", "/quota-exceptions")).json(), [{ name: "alice" }, { name: "course" }])
  for (const path of ["/users/alice/quota", "/groups/course/quota"]) {
    t.equal((await mine.api("PUT", path, { limits: { gpus: 9 } })).status, 403, path)
    t.equal((await mine.api("DELETE", path)).status, 403, path)
    t.equal((await admin.api("PUT", path, { limits: {}, until: "2026-11-23" })).status, 400, "an end that is over")
    t.equal((await admin.api("PUT", path, { limits: {}, until: "soon" })).status, 400)
    t.equal((await admin.api("PUT", path.replace(/alice|course/, "x"), { limits: {} })).status, 404)
    t.equal((await admin.api("DELETE", path)).status, 204)
    t.equal((await admin.api("DELETE", path)).status, 404)
  }
  t.same(await limitOf(), [2, "role", null])
  t.equal((await mine.api("GET", "/quota-exceptions")).status, 403)
})

t.test("a refusal of the API has its figures", async t => {
  const { mine, admin } = await site(t)
  await admin.api("PUT", "/users/alice/quota", { limits: { jobs: 0 } })
  const refused = await mine.api("POST", "/users/alice/server")
  t.match(refused.json(), {
    status: 403,
    code: "quota-jobs",
    limit: 0,
    used: 0,
    asked: 1,
    allowed: 0,
    message: /limit is 0/,
  })
})
