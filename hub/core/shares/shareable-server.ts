/** The server that a path under /api/shares names. */
import { findSpawner } from "../../db/spawners.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { ensureServer } from "../servers/servers.ts"

export interface ShareableServer {
  /** The spawner's. */
  readonly id: number
  readonly ownerId: number
  readonly owner: string
  readonly name: string
}

/** `owner/name`, as filters of scopes have it. */
export function fullName(server: Pick<ShareableServer, "owner" | "name">): string {
  return `${server.owner}/${server.name}`
}

/** Everybody has a default server, also before its first start. Throws Refusal 404 for one that is not there. */
export async function shareableServer(core: Core, owner: string, name: string): Promise<ShareableServer> {
  const found = await findShareable(core, owner, name)
  if (!found) throw new Refusal(404, `No such server: ${owner.slice(0, 255)}/${name.slice(0, 255)}`)
  return found
}

/** The same; null for one that is not there. */
export async function findShareable(core: Core, owner: string, name: string): Promise<ShareableServer | null> {
  const user = await findUserByName(core.db, owner)
  if (!user) return null
  const known = await findSpawner(core.db, user.id, name)
  const row = known ?? (name === "" ? await ensureServer(core, user, "", "") : null)
  return row && { id: row.id, ownerId: user.id, owner: user.name, name: row.name }
}
