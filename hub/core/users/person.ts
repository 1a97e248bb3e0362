/** A user with the names of groups and roles (those of groups included) by which quotas and plugins decide. */
import { groupNamesOfUsers } from "../../db/members.ts"
import { rolesOf } from "../../db/roles.ts"
import type { UserRow } from "../../db/rows.ts"
import type { Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"

export async function personOf(core: Core, user: UserRow): Promise<Person> {
  const [groups, roles] = await Promise.all([
    groupNamesOfUsers(core.db, [user.id]),
    rolesOf(core.db, { userId: user.id }),
  ])
  return {
    id: user.id,
    name: user.name,
    admin: user.admin,
    groups: groups.get(user.id) ?? [],
    roles: roles.map(role => role.name),
  }
}
