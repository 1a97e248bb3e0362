/** The connection to the hub's database, and transactions. */
import type { Knex } from "knex"

export type Dialect = "sqlite3" | "pg" | "mysql2"

/** What the table-group files take: the database itself or an open transaction. */
export interface Queryable {
  readonly dialect: Dialect
  readonly q: Knex | Knex.Transaction
}

export interface Db extends Queryable {
  /** Runs `fn` in one transaction, retrying it on a serialisation failure or deadlock. Begin with a write. */
  tx<T>(fn: (t: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}
