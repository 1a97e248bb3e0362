/** knex's clients with two changes: errors become Faults in one place, and SQLite's transactions take their lock at once. */
import { createRequire } from "node:module"
import type { Knex } from "knex"
import type { Dialect } from "./db.ts"
import { awayFault, faultOf, isAway } from "./faults.ts"
import { withPrepared } from "./prepared.ts"

type Client = typeof Knex.Client
type Begin = { query(connection: unknown, sql: string): unknown; begin(connection: unknown): unknown }

const require = createRequire(import.meta.url)

export function clientOf(dialect: Dialect, label: string): Client {
  if (dialect === "sqlite3") return withFaults(immediateSqlite(), label)
  return withFaults(withoutLostConnections(require(modules[dialect])), label)
}

const modules: Readonly<Record<Dialect, string>> = {
  sqlite3: "knex/lib/dialects/sqlite3/index.js",
  pg: "knex/lib/dialects/postgres/index.js",
  mysql2: "knex/lib/dialects/mysql2/index.js",
}

function withFaults(Base: Client, label: string): Client {
  return class extends Base {
    override async query(connection: unknown, query: unknown): Promise<unknown> {
      try {
        return await super.query(connection, query)
      } catch (error) {
        throw faultOf(error, label)
      }
    }
    override async acquireConnection(): Promise<unknown> {
      try {
        return await super.acquireConnection()
      } catch (error) {
        throw awayFault(error, label)
      }
    }
  }
}

/** A connection on which the server was found away is not used again, even while its end has not been noticed yet. */
function withoutLostConnections(Base: Client): Client {
  return class extends Base {
    override async query(connection: { __knex__disposed?: unknown }, query: unknown): Promise<unknown> {
      try {
        return await super.query(connection, query)
      } catch (error) {
        // knex's own mark: its pool throws such a connection away.
        if (isAway(error)) connection.__knex__disposed ??= error
        throw error
      }
    }
  }
}

/** A deferred BEGIN that reads first and writes later fails with SQLITE_BUSY, without waiting, when another process wrote between. */
function immediateSqlite(): Client {
  const Base: Client = withPrepared(require(modules.sqlite3))
  return class extends Base {
    override transaction(...args: unknown[]): Knex.Transaction {
      const transaction = (super.transaction as (...args: unknown[]) => Knex.Transaction & Begin)(...args)
      transaction.begin = connection => transaction.query(connection, "BEGIN IMMEDIATE;")
      return transaction
    }
  }
}
