/** The limits of a person: whose word counts, what each comes from, and until when. */
import t from "tap"
import { limitsFrom, personLimits } from "../../../hub/core/quotas/person-limits.ts"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { personOf } from "../../../hub/core/users/person.ts"
import { findGroupByName, insertGroups } from "../../../hub/db/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { type NamedException, saveException, saveQuota } from "../../../hub/db/quotas.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { noon } from "../../support/rows.ts"

const table = { user: { gpus: 1, jobs: 2, queues: ["a"] }, lab: { gpus: 4, queues: ["b"] } }
const nobody = { roles: {}, own: null, groups: [] }
const exception = (name: string, limits: NamedException["limits"], until: Date | null = null): NamedException => ({
  ...{ name, limits, until, user_id: null, group_id: 1, changed_by: "root", changed_at: noon },
})

t.test("roles, then groups, then the person", async t => {
  const { limits, sources } = limitsFrom(["user", "lab"], table, nobody)
  t.match(limits, { gpus: 4, jobs: 2, queues: ["a", "b"], walltimeMinutes: null })
  t.match(sources, {
    gpus: { kind: "role", names: ["lab"] },
    jobs: { kind: "role", names: ["user"] },
    queues: { kind: "role", names: ["user", "lab"] },
    walltimeMinutes: { kind: "none", names: [] },
  })
  const groups = [exception("x", { gpus: 2, jobs: 9 }, noon), exception("y", { gpus: 8 })]
  const ofGroups = limitsFrom(["user", "lab"], table, { ...nobody, groups })
  t.match(ofGroups.limits, { gpus: 8, jobs: 9, queues: ["a", "b"] }, "the most generous of the groups")
  t.match(ofGroups.sources.gpus, { kind: "group", names: ["y"] })
  t.match(ofGroups.sources.jobs, { kind: "group", names: ["x"], until: noon })
  const own = exception("", { gpus: 0, queues: null })
  const ofOwn = limitsFrom(["user", "lab"], table, { ...nobody, groups, own })
  t.match(ofOwn.limits, { gpus: 0, jobs: 9, queues: null }, "one's own also takes away")
  t.match(ofOwn.sources.gpus, { kind: "user" })
})

t.test("what is set at run time takes the place of the configuration's row", async t => {
  const set = { ...nobody, roles: { user: { jobs: 5 }, guest: { gpus: 0 } } }
  t.match(limitsFrom(["user"], table, set).limits, { gpus: null, jobs: 5, queues: null })
  t.match(
    limitsFrom(["other"], table, set).limits,
    { gpus: 0, jobs: 0, queues: [] },
    "a role without quotas has nothing",
  )
  t.same(limitsFrom(["other"], {}, set).limits, noLimits, "but where the configuration has none, nobody is locked out")
  t.match(limitsFrom(["guest"], {}, set).limits, { gpus: 0, jobs: null })
})

t.test("read from the database, until the exception ends", async t => {
  await forEachDatabase(t, async (t, db) => {
    const clock = manualClock(noon)
    const { core, addUser } = await bareCore(t, { db, clock, traits: { "CarmeHub.quotas": { user: { gpus: 1 } } } })
    const ada = await addUser("ada")
    const bob = await addUser("bob")
    await insertGroups(db, [{ name: "course", properties: {} }])
    const group = await findGroupByName(db, "course")
    await addGroupMembers(db, group?.id ?? 0, [ada.id])
    const changed = { changed_by: "root", changed_at: noon }
    const until = new Date(noon.getTime() + 3_600_000)
    await saveException(db, { user_id: null, group_id: group?.id ?? 0, limits: { jobs: 7 }, until: null, ...changed })
    await saveException(db, { user_id: ada.id, group_id: null, limits: { gpus: 9 }, until, ...changed })
    await saveQuota(db, { role: "user", limits: { gpus: 3, walltimeMinutes: 60 }, ...changed })
    const limits = async (user: typeof ada) => (await personLimits(core, await personOf(core, user))).limits
    t.match(await limits(ada), { gpus: 9, jobs: 7, walltimeMinutes: 60 })
    t.match(await limits(bob), { gpus: 3, jobs: null, walltimeMinutes: 60 })
    await clock.advance(3_600_000)
    t.match(await limits(ada), { gpus: 3, jobs: 7 })
  })
})
