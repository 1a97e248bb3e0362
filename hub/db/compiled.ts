/** Queries that run at every request: their SQL is written by knex once for each dialect, not each time. */
import type { Knex } from "knex"
import type { Dialect, Queryable } from "./db.ts"

type Raw = Record<string, unknown>

/** `build` makes the query with any values; those of a call are given in the order in which they stand in the SQL. */
export function compiled(
  build: (db: Queryable) => Knex.QueryBuilder,
): (db: Queryable, values: readonly Knex.RawBinding[]) => Promise<readonly Raw[]> {
  const texts = new Map<Dialect, string>()
  return async (db, values) => {
    const text = texts.get(db.dialect) ?? build(db).toSQL().sql
    texts.set(db.dialect, text)
    return rowsOf(db.dialect, await db.q.raw(text, [...values]))
  }
}

/** Each driver has its own way to answer raw SQL. */
function rowsOf(dialect: Dialect, answer: unknown): readonly Raw[] {
  if (dialect === "pg") return (answer as { rows: Raw[] }).rows
  return dialect === "mysql2" ? (answer as [Raw[]])[0] : (answer as Raw[])
}
