/** Flag and role of admins, on every kind of database. */
import t from "tap"
import { flagHolders, grantRoleToFlagged, stripUsers, unflagOthers } from "../../hub/db/admins.ts"
import { grantRole, holderIds, insertRoles } from "../../hub/db/roles.ts"
import { findUsersByNames, insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { user } from "../support/rows.ts"

await forEachDatabase(t, async (t, db) => {
  const names = ["flagged", "holder", "both", "neither"]
  const rows = await insertUsers(
    db,
    names.map(name => user({ name, admin: name === "flagged" || name === "both" })),
  )
  const [role] = await insertRoles(db, [{ name: "admin", description: null, scopes: [], managed_by_auth: false }])
  const id = role?.id ?? 0
  await grantRole(db, "user", id, [rows[1]?.id ?? 0, rows[2]?.id ?? 0])
  const flags = async () =>
    (await findUsersByNames(db, names))
      .filter(row => row.admin)
      .map(row => row.name)
      .sort()
  const held = async () => (await holderIds(db, "user", id)).length

  await flagHolders(db, "user", id)
  t.same(await flags(), ["both", "flagged", "holder"])
  await grantRoleToFlagged(db, "user", id)
  t.equal(await held(), 3)
  await grantRoleToFlagged(db, "user", id)
  t.equal(await held(), 3)
  await stripUsers(db, [rows[2]?.id ?? 0])
  t.same(await flags(), ["flagged", "holder"])
  t.equal(await held(), 2)
  await db.q("user_role_map").where({ user_id: rows[0]?.id }).delete()
  await unflagOthers(db, "user", id)
  t.same(await flags(), ["holder"])
})
