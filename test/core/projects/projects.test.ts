/** Projects in the database: parallel changes, the group that follows, and the end that comes by the clock. */
import t from "tap"
import { projectsHours } from "../../../hub/core/projects/project-charge.ts"
import {
  admitMember,
  askToJoin,
  changeProject,
  createProject,
  endExpiredProjects,
  removeProject,
} from "../../../hub/core/projects/projects.ts"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import { findProject, membersOfProjects } from "../../../hub/db/projects.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { allocation, run } from "../../support/rows.ts"

const hour = 3_600_000

t.test("of parallel makers one succeeds, of parallel members all", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { core, addUser } = await bareCore(t, { db })
    const ada = await addUser("ada")
    const made = await Promise.allSettled([1, 2, 3].map(() => createProject(core, "atlas", ada, {}, "root")))
    t.equal(made.filter(answer => answer.status === "fulfilled").length, 1)
    const users = await Promise.all(["bob", "eve", "mia"].map(name => addUser(name)))
    await Promise.all(users.map(user => admitMember(core, "atlas", user, "member", { by: "ada", atOnce: true })))
    const project = await findProject(db, "atlas")
    t.same(
      (await membersOfProjects(db, [project?.id ?? 0])).map(member => `${member.name} ${member.role}`),
      ["ada manager", "bob member", "eve member", "mia member"],
    )
    t.equal((await db.q("user_group_map").select()).length, 4)
  })
})

t.test("when it ends, its group is empty, and when it is prolonged, full again", async t => {
  const clock = manualClock()
  const { core, addUser, log } = await bareCore(t, { clock })
  const ada = await addUser("ada")
  const bob = await addUser("bob")
  await createProject(core, "atlas", ada, { expiresAt: new Date(clock.now().getTime() + hour) }, "root")
  await admitMember(core, "atlas", bob, "member", { by: "ada", atOnce: true })
  await askToJoin(core, "atlas", await addUser("eve"))
  const inGroup = async () => (await core.db.q("user_group_map").select()).length
  await endExpiredProjects(core)
  t.equal(await inGroup(), 2)
  await clock.advance(hour)
  await endExpiredProjects(core)
  t.equal(await inGroup(), 0)
  t.match(log(), /atlas has come to its end/)
  await changeProject(core, "atlas", { expiresAt: new Date(clock.now().getTime() + hour) }, "root")
  t.equal(await inGroup(), 2, "who asks is still outside")
})

t.test("one that pays for something is not deleted", async t => {
  const { core, addUser } = await bareCore(t)
  const project = await createProject(core, "atlas", await addUser("ada"), {}, "root")
  await insertRun(core.db, run({ id: "r" }))
  const used = { gpus: 1, started_s: 1_700_000_000, ended_s: 1_700_007_200 }
  await insertAllocation(core.db, allocation({ run_id: "r", project_id: project.id, ...used }))
  t.same([...(await projectsHours(core, core.db, [project.id])).values()], [2])
  await t.rejects(removeProject(core, "atlas"), { status: 409, message: /still run/ })
  await core.db.q("carme_allocations").update({ released_at: "2026-01-01 00:00:00.000000" })
  await removeProject(core, "atlas")
  t.equal(await findProject(core.db, "atlas"), null)
  const next = await createProject(core, "borealis", await addUser("bob"), {}, "root")
  t.same([...(await projectsHours(core, core.db, [next.id])).values()], [], "even where it is given the same id")
})
