/** Somebody else's container that a person starts for the first time: it runs with all that the person may do, so that they are asked. */
import type { UserRow } from "../../db/rows.ts"
import { hasRunContainer } from "../../db/runs.ts"
import type { Core } from "../core.ts"
import { findEntry } from "./entries.ts"

export interface Unfamiliar {
  readonly id: string
  readonly name: string
  readonly owner: string
}

/** Null for the site's containers, one's own, and those that one had before. */
export async function unfamiliarContainer(core: Core, user: UserRow, id: unknown): Promise<Unfamiliar | null> {
  const wanted: unknown = Array.isArray(id) ? id.at(-1) : id
  if (typeof wanted !== "string" || wanted === "") return null
  const entry = await findEntry(core, wanted.trim())
  if (entry === null || entry.owner === null || entry.owner.id === user.id) return null
  if (await hasRunContainer(core.db, user.id, entry.id)) return null
  return { id: entry.id, name: entry.container.displayName, owner: entry.owner.name }
}
