/** Who holds a role, by the database: of their own or by a group, each once. */
import t from "tap"
import { insertGroups } from "../../hub/db/groups.ts"
import { holdersOfRoles } from "../../hub/db/role-holders.ts"
import { grantRole, insertRoles } from "../../hub/db/roles.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { user } from "../support/rows.ts"

t.test("of their own, by a group, by both", async t => {
  await forEachDatabase(t, async (t, db) => {
    await insertUsers(db, [user({ name: "bob" }), user({ name: "ada" }), user({ name: "eve" })])
    const ids: Record<string, number> = Object.fromEntries(
      (await db.q("users").select("id", "name")).map(row => [row.name, row.id]),
    )
    const blank = { description: null, scopes: [], managed_by_auth: false }
    const made = await insertRoles(db, [
      { name: "user", ...blank },
      { name: "lab", ...blank },
      { name: "other", ...blank },
    ])
    const idOf = (name: string) => made.find(row => row.name === name)?.id ?? 0
    await insertGroups(db, [{ name: "physics", properties: {} }])
    const group = await db.q("groups").first("id")
    await db.q("user_group_map").insert({ user_id: ids.ada, group_id: group.id })
    await grantRole(db, "user", idOf("user"), Object.values(ids))
    await grantRole(db, "user", idOf("lab"), [ids.ada ?? 0])
    await grantRole(db, "group", idOf("lab"), [group.id])
    t.same(await holdersOfRoles(db, ["user", "lab"]), [
      { user: "ada", roles: ["lab", "user"] },
      { user: "bob", roles: ["user"] },
      { user: "eve", roles: ["user"] },
    ])
    t.same(await holdersOfRoles(db, ["lab"]), [{ user: "ada", roles: ["lab"] }])
    t.same(await holdersOfRoles(db, []), [])
  })
})
