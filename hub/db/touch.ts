/** Moves `last_activity` forward, for many rows in one statement; back only from a future that no clock which is right has seen. */
import type { Queryable } from "./db.ts"
import { toColumn } from "./times.ts"

const most = 1000
/** Servers may report up to an hour ahead. What lies further ahead was noted before the clock was set back. */
export const aheadMs = 3_600_000

export async function touch(
  db: Queryable,
  table: "users" | "spawners" | "api_tokens",
  times: ReadonlyMap<number, Date>,
  now: Date,
): Promise<void> {
  const entries = [...times]
  for (let from = 0; from < entries.length; from += most)
    await touchSome(db, table, entries.slice(from, from + most), now)
}

async function touchSome(
  db: Queryable,
  table: string,
  entries: readonly (readonly [number, Date])[],
  now: Date,
): Promise<void> {
  const type = db.dialect === "pg" ? "::timestamp" : ""
  const newer = `CASE id ${entries.map(() => `WHEN ? THEN ?${type}`).join(" ")} END`
  const values = entries.flatMap(([id, time]) => [id, toColumn(time)])
  await db
    .q(table)
    .whereIn(
      "id",
      entries.map(([id]) => id),
    )
    .where(row =>
      row
        .whereNull("last_activity")
        .orWhereRaw(`last_activity < ${newer}`, values)
        .orWhere("last_activity", ">", toColumn(new Date(now.getTime() + aheadMs))),
    )
    .update({ last_activity: db.q.raw(newer, values) })
}
