/** The table `carme_leases`: a task that must run once holds a row for a while; the fence tells an old holder from the new. */
import type { Queryable } from "./db.ts"
import { toColumn } from "./times.ts"

export interface Lease {
  readonly name: string
  readonly holder: string
  /** Grows with each new holder: a write under an older number comes from one who lost the lease. */
  readonly fence: number
}

/** A lease as it stands in the database. */
export interface HeldLease extends Lease {
  /** As text of the column. */
  readonly expires_at: string
}

export async function findLease(db: Queryable, name: string): Promise<HeldLease | null> {
  const row = await db.q("carme_leases").where({ name }).first("holder", "fence", "expires_at")
  return row ? { name, holder: row.holder, fence: Number(row.fence), expires_at: String(row.expires_at) } : null
}

/** Takes the lease when it is free, expired or the holder's own; null when another holds it. */
export async function acquireLease(
  db: Queryable,
  name: string,
  holder: string,
  now: Date,
  ttlMs: number,
  /** As it was found: it is free as long as it is still so, whenever it ends. */
  abandoned: HeldLease | null = null,
): Promise<Lease | null> {
  const expires_at = toColumn(new Date(now.getTime() + ttlMs))
  await db
    .q("carme_leases")
    .insert({ name, holder: "", fence: 0, expires_at: toColumn(new Date(0)) })
    .onConflict("name")
    .ignore()
  const taken = await db
    .q("carme_leases")
    .where({ name })
    .where(lease => {
      lease.where("expires_at", "<", toColumn(now)).orWhere({ holder })
      if (abandoned) lease.orWhere({ fence: abandoned.fence, expires_at: abandoned.expires_at })
    })
    .update({ holder, expires_at, fence: db.q.raw("fence + 1") })
  if (taken !== 1) return null
  const row = await db.q("carme_leases").where({ name, holder }).first("fence")
  return row ? { name, holder, fence: Number(row.fence) } : null
}

/** False when it was lost: the holder has to stop what it does under it. */
export async function renewLease(db: Queryable, lease: Lease, now: Date, ttlMs: number): Promise<boolean> {
  const renewed = await db
    .q("carme_leases")
    .where({ ...lease })
    .update({ expires_at: toColumn(new Date(now.getTime() + ttlMs)) })
  return renewed === 1
}

export async function releaseLease(db: Queryable, lease: Lease): Promise<void> {
  await db
    .q("carme_leases")
    .where({ ...lease })
    .update({ expires_at: toColumn(new Date(0)) })
}

/** Those whose name begins with `prefix`, which is ours and has no wildcards. */
export async function listLeases(db: Queryable, prefix: string): Promise<HeldLease[]> {
  const rows = await db
    .q("carme_leases")
    .where("name", "like", `${prefix}%`)
    .select("name", "holder", "fence", "expires_at")
  return rows.map(row => ({ ...row, fence: Number(row.fence), expires_at: String(row.expires_at) }))
}

export async function forgetLeases(db: Queryable, names: readonly string[]): Promise<void> {
  if (names.length > 0) await db.q("carme_leases").whereIn("name", names).delete()
}
