/** People by the limits that they share. */
import t from "tap"
import { limitSets } from "../../../hub/core/quotas/limit-sets.ts"
import { personLimits } from "../../../hub/core/quotas/person-limits.ts"
import { personOf } from "../../../hub/core/users/person.ts"
import { insertGroups } from "../../../hub/db/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { saveException, saveQuota } from "../../../hub/db/quotas.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { noon } from "../../support/rows.ts"

t.test("one set for each combination of roles with a quota", async t => {
  const role = "A role with a very long name, and Capitals"
  const quotas = { user: { gpus: 1, jobs: 2 }, lab: { gpus: 4 }, [role.replace(/[ ,]/g, "_")]: { gpus: 8 } }
  const { core, addUser } = await bareCore(t, { traits: { "CarmeHub.quotas": quotas } })
  await addUser("bob", "lab")
  await addUser("ada")
  await addUser("eve", "unrelated")
  await addUser("mia", role.replace(/[ ,]/g, "_"))
  const sets = await limitSets(core)
  t.match(sets, [
    { name: /^a_role_with.{20}-[0-9a-f]{8}$/, limits: { gpus: 8, jobs: 2 }, people: ["mia"] },
    { name: "lab.user", limits: { gpus: 4, jobs: 2 }, people: ["bob"] },
    { name: "user", limits: { gpus: 1, jobs: 2 }, people: ["ada", "eve"] },
  ])
  t.ok(sets.every(set => set.name.length <= 40))
})

t.test("what was set at run time counts, and an exception makes a set of its own", async t => {
  const clock = manualClock(noon)
  const quotas = { user: { gpus: 1, jobs: 2, walltime: "4:00:00" }, lab: { gpus: 4 } }
  const { core, addUser } = await bareCore(t, { clock, traits: { "CarmeHub.quotas": quotas } })
  const [ada, bob] = [await addUser("ada"), await addUser("bob", "lab")]
  const eve = await addUser("eve", "night")
  await addUser("mia")
  const admin = { changed_by: "admin", changed_at: noon }
  await saveQuota(core.db, { role: "lab", limits: { gpus: 6 }, ...admin })
  await saveQuota(core.db, { role: "night", limits: { gpus: 3, jobs: 5 }, ...admin })
  const [course] = await insertGroups(core.db, [{ name: "course", properties: {} }])
  await addGroupMembers(core.db, course?.id ?? 0, [ada.id, eve.id])
  const later = new Date(noon.getTime() + 3_600_000)
  const inCourse = { user_id: null, group_id: course?.id ?? 0, limits: { jobs: 1 }, until: later, ...admin }
  await saveException(core.db, inCourse)
  await saveException(core.db, { user_id: ada.id, group_id: null, limits: { gpus: 8 }, until: later, ...admin })
  t.same(
    (await limitSets(core)).map(({ name, people }) => [name, people]),
    [
      ["lab.user", ["bob"]],
      ["night.user.in-course", ["eve"]],
      ["user", ["mia"]],
      ["user.in-course.for-ada", ["ada"]],
    ],
  )
  const before = new Map((await limitSets(core)).map(set => [set.name, set]))
  t.match(before.get("lab.user"), { limits: { gpus: 6, jobs: 2, walltimeMinutes: 240 }, until: undefined })
  t.match(
    before.get("user.in-course.for-ada"),
    { limits: { gpus: 8, jobs: 2, walltimeMinutes: 240 }, until: later },
    "one that allows less does not outlive its end in the scheduler",
  )
  // What admission lets in at either time fits into what the scheduler is told now.
  for (const ms of [0, 3_600_000]) {
    await clock.advance(ms)
    for (const [person, set] of [
      [ada, "user.in-course.for-ada"],
      [bob, "lab.user"],
      [eve, "night.user.in-course"],
    ] as const) {
      const { limits } = await personLimits(core, { id: person.id, roles: (await personOf(core, person)).roles })
      const told = before.get(set)?.limits
      for (const key of ["gpus", "jobs", "walltimeMinutes"] as const)
        t.ok(
          (told?.[key] ?? Number.POSITIVE_INFINITY) >= (limits[key] ?? Number.POSITIVE_INFINITY),
          `${person.name} ${key} after ${ms} ms`,
        )
    }
  }
  t.same(
    (await limitSets(core)).map(({ name, until }) => [name, until]),
    [
      ["lab.user", undefined],
      ["night.user", undefined],
      ["user", undefined],
    ],
  )
})

t.test("without quotas in the configuration those that are set at run time hold for whom they are", async t => {
  const { core, addUser } = await bareCore(t)
  const [ada] = [await addUser("ada", "lab"), await addUser("bob")]
  t.same(await limitSets(core), [])
  const admin = { changed_by: "admin", changed_at: noon }
  await saveException(core.db, { user_id: ada.id, group_id: null, limits: { gpus: 2 }, until: null, ...admin })
  t.match(await limitSets(core), [{ name: "for-ada", limits: { gpus: 2, jobs: null }, people: ["ada"] }])
  await saveQuota(core.db, { role: "lab", limits: { jobs: 3 }, ...admin })
  t.match(await limitSets(core), [{ name: "lab.for-ada", limits: { gpus: 2, jobs: 3 }, people: ["ada"] }])
})

t.test("a scheduler counts pieces, of which light types allow more", async t => {
  const traits = {
    "CarmeHub.quotas": { user: { gpus: 2 } },
    "CarmeHub.gpu_weights": { h100: 2, "1g.5gb": 0.25, shard: 0.1 },
  }
  const { core, addUser } = await bareCore(t, { traits })
  await addUser("ada")
  t.match(await limitSets(core), [{ name: "user", limits: { gpus: 8 } }])
})
