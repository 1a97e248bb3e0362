/** What admins set at run time: quotas of roles, and exceptions of users and groups. */
import t from "tap"
import { findGroupByName, insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import {
  deleteException,
  deleteQuota,
  exceptionsOfPeople,
  findException,
  listExceptions,
  listQuotas,
  saveException,
  saveQuota,
  setForPerson,
} from "../../hub/db/quotas.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, user } from "../support/rows.ts"

const changed = { changed_by: "root", changed_at: noon }

t.test("saved, changed, listed and taken back", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada = 0, bob = 0] = (await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])).map(u => u.id)
    await insertGroups(db, [{ name: "lab", properties: {} }])
    const group_id = (await findGroupByName(db, "lab"))?.id ?? 0
    await saveQuota(db, { role: "user", limits: { gpus: 1 }, ...changed })
    await saveQuota(db, { role: "user", limits: { gpus: null, queues: ["a"] }, ...changed, changed_by: "ada" })
    t.same(await listQuotas(db), [
      { role: "user", limits: { gpus: null, queues: ["a"] }, ...changed, changed_by: "ada" },
    ])

    const later = new Date(noon.getTime() + 1000)
    await saveException(db, { user_id: ada, group_id: null, limits: { jobs: 1 }, until: noon, ...changed })
    await saveException(db, { user_id: ada, group_id: null, limits: { jobs: 2 }, until: later, ...changed })
    await saveException(db, { user_id: bob, group_id: null, limits: {}, until: noon, ...changed })
    await saveException(db, { user_id: null, group_id, limits: { jobs: 3 }, until: null, ...changed })
    t.match(await findException(db, { user_id: ada }), { limits: { jobs: 2 }, until: later })
    t.match(await listExceptions(db, noon), [
      { name: "ada", user_id: ada, limits: { jobs: 2 } },
      { name: "lab", group_id, limits: { jobs: 3 }, until: null },
    ])
    t.match(await setForPerson(db, ada, noon), {
      roles: { user: { gpus: null } },
      own: { limits: { jobs: 2 } },
      groups: [],
    })
    t.same((await setForPerson(db, bob, noon)).own, null, "it has ended")
    await addGroupMembers(db, group_id, [ada, bob])
    t.match(
      [...(await exceptionsOfPeople(db, noon))].sort(([a], [b]) => (a < b ? -1 : 1)),
      [
        ["ada", { own: { limits: { jobs: 2 } }, groups: [{ name: "lab", limits: { jobs: 3 } }] }],
        ["bob", { own: null, groups: [{ name: "lab" }] }],
      ],
      "of everybody at once",
    )

    t.equal(await deleteException(db, { group_id }), true)
    t.equal(await deleteException(db, { group_id }), false)
    t.equal(await deleteQuota(db, "user"), true)
    t.equal(await deleteQuota(db, "user"), false)
    await db.q("users").where({ id: ada }).delete()
    t.equal(await findException(db, { user_id: ada }), null, "it goes with its user")
  })
})
