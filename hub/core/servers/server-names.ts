/** What a named server may be called, and how many a person may have: JupyterHub 6's rules. */
import type { Queryable } from "../../db/db.ts"
import type { SpawnerRow, UserRow } from "../../db/rows.ts"
import { spawnersOfUsers } from "../../db/spawners.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { pythonRepr } from "../python-text.ts"
import { handlerStandIn } from "../users/handler-stand-in.ts"

/** 1 to 30 lower-case letters, digits and single hyphens; begins with a letter, ends with no hyphen. */
export function isServerName(name: string): boolean {
  return name.length <= 30 && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)
}

/** 1 to 255 printable characters, with single spaces between. */
export function isDisplayName(name: string): boolean {
  const characters = [...name]
  if (characters.length < 1 || characters.length > 255) return false
  if (name.startsWith(" ") || name.endsWith(" ") || name.includes("  ")) return false
  return characters.every(c => c === " " || /^[\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{Lo}\p{M}\p{N}\p{P}\p{S}]$/u.test(c))
}

/** Refuses a named server that may not be there. `row` is the server if it exists: its own old name is then allowed. `counts`: it would be one more. */
export async function checkNamedServer(
  core: Core,
  user: UserRow,
  name: string,
  displayName: string,
  row: SpawnerRow | null,
  counts = true,
): Promise<void> {
  if (!core.config.get("JupyterHub.allow_named_servers")) throw new Refusal(400, "Named servers are not enabled.")
  if (row !== null) return checkOldName(core, name)
  if (counts) await checkLimit(core, user)
  if (!isServerName(name)) throw new Refusal(400, `Invalid server_name: ${shown(name)}`)
  if (!isDisplayName(displayName.normalize("NFC"))) {
    throw new Refusal(400, `Invalid display_name: ${shown(displayName)}`)
  }
}

async function checkLimit(core: Core, user: UserRow): Promise<void> {
  await refuseTooMany(core.db, user, await serverLimit(core, user))
}

/** Within a transaction that has locked the person it is the decision: of parallel requests for the last one gets it. */
export async function refuseTooMany(db: Queryable, user: UserRow, limit: number): Promise<void> {
  if (limit <= 0) return
  const named = ((await spawnersOfUsers(db, [user.id])).get(user.id) ?? []).filter(spawner => spawner.name !== "")
  if (named.length < limit) return
  throw new Refusal(
    400,
    `User ${user.name} already has the maximum of ${limit} named servers.  One must be deleted before a new server can be created`,
  )
}

/** `JupyterHub.named_server_limit_per_user` for this person; 0 is no limit. */
export async function serverLimit(core: Core, user: UserRow): Promise<number> {
  const limit = core.config.get("JupyterHub.named_server_limit_per_user")
  if (typeof limit === "number") return limit
  const answer = await core.spawnerContext.call(limit, [await handlerStandIn(core, user)])
  return typeof answer === "number" ? answer : 0
}

/** Names from before JupyterHub 6 may break the rule. */
function checkOldName(core: Core, name: string): void {
  const allowed = core.config.get("JupyterHub.allow_existing_invalid_named_servers") === "allow-start"
  if (allowed || name === "" || isServerName(name)) return
  throw new Refusal(400, `Starting invalid server_name ${shown(name)} is disabled, contact your administrator`)
}

function shown(name: string): string {
  return pythonRepr(name.slice(0, 100))
}
