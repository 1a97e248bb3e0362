/** Projects in the tables: whose are open, and which have ended with somebody still in their group. */
import t from "tap"
import { insertGroups } from "../../hub/db/groups.ts"
import { insertProject, listJustExpired, mirrorInGroup, openProjectsOf, saveMember } from "../../hub/db/projects.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, user } from "../support/rows.ts"

t.test("open ones by their members, ended ones once", async t => {
  await forEachDatabase(t, async (t, db) => {
    await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])
    const [ada, bob]: number[] = await db.q("users").orderBy("name").pluck("id")
    const later = new Date(noon.getTime() + 1000)
    const base = { owner_id: null, description: "", gpu_hours: 1.5, account: null, created_by: "", created_at: noon }
    for (const [name, expires_at] of [
      ["open", null],
      ["soon", later],
    ] as const) {
      const [group] = await insertGroups(db, [{ name, properties: {} }])
      const row = { ...base, name, display_name: name, expires_at, group_id: group?.id ?? null }
      const project = await insertProject(db, row)
      const since = { since: noon, admitted_by: null }
      await saveMember(db, { project_id: project.id, user_id: ada ?? 0, role: "member", ...since })
      await saveMember(db, { project_id: project.id, user_id: bob ?? 0, role: "requested", ...since })
      await mirrorInGroup(db, project, noon)
    }
    const names = async (id: number, now: Date) => (await openProjectsOf(db, id, now)).map(row => row.name)
    t.same(await names(ada ?? 0, noon), ["open", "soon"])
    t.same(await names(ada ?? 0, later), ["open"])
    t.same(await names(bob ?? 0, noon), [])
    t.same(await listJustExpired(db, noon), [])
    const [ended] = await listJustExpired(db, later)
    t.match(ended, { name: "soon", gpu_hours: 1.5 })
    if (ended) await mirrorInGroup(db, ended, later)
    t.same(await listJustExpired(db, later), [])
    t.equal((await db.q("user_group_map").select()).length, 1)
  })
})
