/** The table `carme_feed_tokens`: one secret address of the calendar a person, of which only the hash is kept. */
import type { Queryable } from "./db.ts"
import { fromColumn, toColumn } from "./times.ts"

/** Takes the place of the person's earlier one, which is worth nothing from now on. */
export async function setFeedToken(db: Queryable, userId: number, hashed: string, now: Date): Promise<void> {
  const row = { user_id: userId, hashed, created: toColumn(now), last_used: null }
  await db.q("carme_feed_tokens").insert(row).onConflict("user_id").merge()
}

/** Whether there was one. */
export async function deleteFeedToken(db: Queryable, userId: number): Promise<boolean> {
  return (await db.q("carme_feed_tokens").where({ user_id: userId }).delete()) > 0
}

export async function feedTokenCreated(db: Queryable, userId: number): Promise<Date | null> {
  const row = await db.q("carme_feed_tokens").where({ user_id: userId }).first("created")
  return row ? fromColumn(row.created) : null
}

/** Whose it is. */
export async function useFeedToken(db: Queryable, hashed: string, now: Date): Promise<number | null> {
  const row = await db.q("carme_feed_tokens").where({ hashed }).first("user_id")
  if (!row) return null
  await db
    .q("carme_feed_tokens")
    .where({ hashed })
    .update({ last_used: toColumn(now) })
  return Number(row.user_id)
}
