/** Moves `last_activity` forward, never back, for many rows in one statement. */
import type { Queryable } from "./db.ts"
import { toColumn } from "./times.ts"

const most = 1000

export async function touch(
  db: Queryable,
  table: "users" | "spawners" | "api_tokens",
  times: ReadonlyMap<number, Date>,
): Promise<void> {
  const entries = [...times]
  for (let from = 0; from < entries.length; from += most) await touchSome(db, table, entries.slice(from, from + most))
}

async function touchSome(db: Queryable, table: string, entries: readonly (readonly [number, Date])[]): Promise<void> {
  const type = db.dialect === "pg" ? "::timestamp" : ""
  const newer = `CASE id ${entries.map(() => `WHEN ? THEN ?${type}`).join(" ")} END`
  const values = entries.flatMap(([id, time]) => [id, toColumn(time)])
  await db
    .q(table)
    .whereIn(
      "id",
      entries.map(([id]) => id),
    )
    .where(row => row.whereNull("last_activity").orWhereRaw(`last_activity < ${newer}`, values))
    .update({ last_activity: db.q.raw(newer, values) })
}
