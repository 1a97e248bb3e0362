/** Inserts a row and returns its new id, on databases with and without RETURNING. */
import type { Queryable } from "./db.ts"

export async function insert(db: Queryable, table: string, row: Readonly<Record<string, unknown>>): Promise<number> {
  const query = db.q(table).insert(row)
  if (db.dialect !== "pg") return Number((await query)[0])
  const [inserted] = await query.returning("id")
  return Number(inserted?.id)
}

/** SQLite takes 32766 values in a statement, PostgreSQL 65535. */
export async function insertMany(
  db: Queryable,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) await db.q(table).insert(rows.slice(from, from + 500))
}
