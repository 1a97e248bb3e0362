/** What the images of a person's own containers hold together, and how much they may: `container_disk` of their quota. */
import { containersOf } from "../../db/containers.ts"
import type { Queryable } from "../../db/db.ts"
import type { ContainerRow } from "../../db/rows.ts"
import { findUserById } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { sizeText } from "../disk/size-text.ts"
import { personLimits } from "../quotas/person-limits.ts"
import { personOf } from "../users/person.ts"

/** In bytes; null is no limit. */
export interface ContainerDisk {
  readonly used: number
  readonly limit: number | null
}

/** In bytes; null is no limit. What is the site's has none. */
export async function diskLimit(core: Core, ownerId: number | null): Promise<number | null> {
  const owner = ownerId === null ? null : await findUserById(core.db, ownerId)
  if (owner === null) return null
  const { limits } = await personLimits(core, await personOf(core, owner))
  return limits.containerDiskMb === null ? null : limits.containerDiskMb * 1024 * 1024
}

/** Beside the container `id`, which is to be made or measured. What has not been measured yet does not count. */
export async function usedBeside(db: Queryable, ownerId: number, id: string): Promise<number> {
  return usedBy((await containersOf(db, ownerId)).filter(row => row.id !== id))
}

export function usedBy(rows: readonly Pick<ContainerRow, "facts">[]): number {
  return rows.reduce((sum, { facts }) => sum + (facts?.size ?? 0), 0)
}

/** null where it fits. `asked` is in bytes; null where nobody knows yet, for which there has to be some room. */
export function diskRefusal({ used, limit }: ContainerDisk, asked: number | null): Refusal | null {
  const left = Math.max(0, (limit ?? 0) - used)
  if (limit === null || (asked ?? leastBytes) <= left) return null
  const need = asked === null ? "" : ` This one has ${sizeText(asked)}.`
  return new Refusal(
    403,
    `Your containers may hold ${sizeText(limit)} together, and hold ${sizeText(used)}.${need} Delete one that you do not need.`,
    { code: "quota-container-disk", limit, used, asked, allowed: left },
  )
}

const leastBytes = 1024 * 1024
