/** Users: made by an admin, by a login or by the configuration; renamed and deleted. */
import { randomUUID } from "node:crypto"
import { abandonContainersOf } from "../../db/containers.ts"
import type { Queryable } from "../../db/db.ts"
import { isUniqueViolation } from "../../db/faults.ts"
import { lockSubjects } from "../../db/ledger.ts"
import { deleteOAuthClients } from "../../db/oauth.ts"
import { findRolesByNames, grantRole, revokeRole } from "../../db/roles.ts"
import type { UserRow } from "../../db/rows.ts"
import { findLiveRunsOfUser } from "../../db/runs.ts"
import { deleteServers } from "../../db/servers.ts"
import { spawnersOfUsers } from "../../db/spawners.ts"
import { deleteUser as deleteUserRow, findUserByName, insertUsers, type NewUser, updateUser } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { step } from "../containers/container-lifecycle.ts"
import { containersKey } from "../containers/wake.ts"
import type { Core } from "../core.ts"
import { learnSubdomains } from "../site-subdomains.ts"
import { isValidUserName, normalizedName, shown, whyDangerous } from "./user-names.ts"

/** As the hub stores it: the same person must not come in under two spellings. */
export function normalizeUserName(core: Pick<Core, "config">, name: string): string {
  return normalizedName(core.config, name)
}

/** Whether anybody can have this name, which is normalized. */
export function validateUserName(core: Pick<Core, "config">, name: string): boolean {
  return isValidUserName(core.config, name)
}

/** In the order of the names, which are normalized and valid. Throws Refusal 409 where one exists by now. */
export async function createUsers(
  core: Core,
  names: readonly string[],
  options: { readonly admin: boolean },
): Promise<UserRow[]> {
  for (const name of names) refuseDangerous(name, options.admin)
  const { admit } = core.authenticator
  if (admit) for (const name of names) await admit(name, core.authenticatorContext)
  await learnSubdomains(core, "user", names)
  try {
    return await core.db.tx(db => insertNewUsers(core, db, names, options.admin))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Refusal(409, `User ${names.map(shown).join(", ")} already exists`, { cause: error })
  }
}

function refuseDangerous(name: string, admin: boolean): void {
  const why = whyDangerous(name, admin)
  if (why !== null) throw new Refusal(400, `Nobody can be called ${shown(name)}: ${why}.`, { code: "dangerous-name" })
}

/** Rows and their default roles, without asking the authenticator: within a transaction, many at once. */
export async function insertNewUsers(
  core: Core,
  db: Queryable,
  names: readonly string[],
  admin: boolean,
): Promise<UserRow[]> {
  if (names.length === 0) return []
  const created = await insertUsers(
    db,
    names.map(name => newUser(core, name, admin)),
  )
  const roles = await findRolesByNames(db, admin ? ["user", "admin"] : ["user"])
  for (const role of roles)
    await grantRole(
      db,
      "user",
      role.id,
      created.map(user => user.id),
    )
  return created
}

/** The flag and the admin role are one thing: both change. */
export async function setUserAdmin(core: Core, user: UserRow, admin: boolean, db: Queryable = core.db): Promise<void> {
  if (admin !== user.admin) await updateUser(db, user.id, { admin })
  const [role] = await findRolesByNames(db, ["admin"])
  if (role === undefined) return
  if (admin) await grantRole(db, "user", role.id, [user.id])
  else await revokeRole(db, "user", role.id, [user.id])
}

/** The same name is no change. Throws Refusal 400 for a name that is invalid or taken, and while a server runs: its address and its files are by the old name, which another may get. */
export async function renameUser(core: Core, user: UserRow, to: string): Promise<UserRow> {
  if (to === user.name) return user
  const name = normalizeUserName(core, to)
  if (name === user.name) return user
  if (!validateUserName(core, name)) throw new Refusal(400, `Invalid username: ${shown(name)}`)
  refuseDangerous(name, user.admin)
  const taken = new Refusal(400, `User ${name} already exists, username must be unique`)
  if (await findUserByName(core.db, name)) throw taken
  await learnSubdomains(core, "user", [name])
  try {
    await core.db.tx(async db => {
      // A start takes the same lock, and looks for the name under it.
      await lockSubjects(db, [`user:${user.id}`])
      if ((await findLiveRunsOfUser(db, user.id)).length > 0)
        throw new Refusal(
          400,
          `A server of ${user.name} is running, and goes by that name: stop it, then rename the user.`,
        )
      await updateUser(db, user.id, { name })
    })
  } catch (error) {
    throw isUniqueViolation(error) ? taken : error
  }
  return { ...user, name }
}

/**
 * The row, and with it tokens, servers, memberships and shares. Its servers must have stopped, see user-removal.ts: a start
 * at the same time is either seen here, a Refusal 400, or finds that its server is gone.
 */
export async function deleteUserRows(core: Core, user: UserRow): Promise<void> {
  await core.db.tx(async db => {
    await lockSubjects(db, [`user:${user.id}`])
    if ((await findLiveRunsOfUser(db, user.id)).length > 0)
      throw new Refusal(
        400,
        `A server of ${user.name} has just been started: delete the user again, and it is stopped.`,
      )
    await abandonContainersOf(db, user.id, step("delete").to)
    const spawners = (await spawnersOfUsers(db, [user.id])).get(user.id) ?? []
    await deleteUserRow(db, user.id)
    // Clients and addresses outlive their spawners in the schema; left behind, codes and tokens of clients would too.
    await deleteServers(
      db,
      spawners.flatMap(spawner => spawner.server_id ?? []),
    )
    await deleteOAuthClients(
      db,
      spawners.flatMap(spawner => spawner.oauth_client_id ?? []),
    )
  })
  core.bus.wake(containersKey)
  core.log.info(`Deleted user ${user.name}`)
}

function newUser(core: Core, name: string, admin: boolean): NewUser {
  return {
    name,
    admin,
    created: core.clock.now(),
    last_activity: null,
    cookie_id: randomUUID().replaceAll("-", ""),
    user_info: null,
    encrypted_auth_state: null,
  }
}
