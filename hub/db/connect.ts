/** Opens the connection pool that a database URL names. */
import { closeSync, existsSync, openSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { userInfo } from "node:os"
import { dirname } from "node:path"
import knexModule, { type Knex } from "knex"
import type pg from "pg"
import type { Log } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"
import { clientOf } from "./clients.ts"
import type { Db, Queryable } from "./db.ts"
import { isRetryable } from "./faults.ts"
import type { DatabaseUrl } from "./url.ts"

/** What of SQLAlchemy's engine arguments (`JupyterHub.db_kwargs`) has a meaning here. */
export interface ConnectOptions {
  readonly pool_size?: number
  readonly max_overflow?: number
  /** Seconds after which a connection is replaced. */
  readonly pool_recycle?: number
  /** Seconds to wait for a free connection. */
  readonly pool_timeout?: number
  readonly connect_args?: Readonly<Record<string, unknown>>
  readonly log?: Log
}

const attempts = 8

export function connect(url: DatabaseUrl, options: ConnectOptions = {}): Db {
  const q = knexModule({
    client: clientOf(url.dialect, url.label),
    connection: connection(url, options),
    pool: pool(url, options),
    acquireConnectionTimeout: 1000 * (options.pool_timeout ?? 30),
    useNullAsDefault: true,
    // The values of a statement (hashes, names) stay out of error messages.
    compileSqlOnError: false,
    log: knexLog(options.log),
  } as Knex.Config)
  return { dialect: url.dialect, q, tx: fn => transact(url, q, fn), close: () => q.destroy() }
}

async function transact<T>(url: DatabaseUrl, q: Knex, fn: (t: Queryable) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await q.transaction(t => fn({ dialect: url.dialect, q: t }))
    } catch (error) {
      if (!isRetryable(error)) throw error
      if (attempt === attempts) {
        throw new Fault(
          503,
          "The database ended this transaction again and again for the sake of others. Try again in a moment",
          {
            code: "database-busy",
            headers: { "Retry-After": "2" },
            cause: error,
          },
        )
      }
    }
  }
}

/** As libpq and MySQL's client have it: a URL without a user means the account that the hub runs as. */
function account(): string | undefined {
  try {
    return userInfo().username
  } catch {
    // The account has no name here, as in some containers: the driver's own default.
    return undefined
  }
}

function connection(url: DatabaseUrl, options: ConnectOptions): Record<string, unknown> {
  if (url.dialect === "sqlite3") return { filename: sqliteFile(url.database) }
  const args = { ...url.params, ...options.connect_args }
  const common = { user: url.user ?? account(), password: url.password, database: url.database, port: url.port }
  if (url.dialect === "pg") {
    return {
      ...common,
      host: url.socket ?? url.host,
      ssl: pgTls(args),
      connectionTimeoutMillis: 1000 * Number(args.connect_timeout ?? 10),
      application_name: args.application_name ?? "carme-hub",
      keepAlive: true,
      types: { getTypeParser: pgType },
      ...(typeof args.options === "string" ? { options: args.options } : {}),
    }
  }
  return {
    ...common,
    ...(url.socket === undefined ? { host: url.host } : { socketPath: url.socket }),
    ...mysqlTls(args),
    connectTimeout: 1000 * Number(args.connect_timeout ?? 10),
    charset: "utf8mb4",
    dateStrings: true,
    decimalNumbers: true,
    supportBigNumbers: true,
  }
}

/** Times stay text for times.ts; counts (int8) and sums (numeric) are numbers. */
function pgType(oid: number, format: "text" | "binary"): (value: string) => unknown {
  if (oid === 1114) return value => value
  if (oid === 20 || oid === 1700) return Number
  driver ??= createRequire(import.meta.url)("pg") as typeof pg
  return driver.types.getTypeParser(oid, format as "text")
}

/** Loaded by those who have PostgreSQL: the others need neither its memory nor its time. */
let driver: typeof pg | undefined

function pgTls(args: Readonly<Record<string, unknown>>): unknown {
  const mode = args.sslmode ?? "prefer"
  if (mode === "disable" || mode === "allow" || mode === "prefer") return false
  const verify = mode === "verify-ca" || mode === "verify-full"
  return {
    rejectUnauthorized: verify,
    ...tlsFiles({ ca: args.sslrootcert, cert: args.sslcert, key: args.sslkey }),
    ...(mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
  }
}

function mysqlTls(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = typeof args.ssl === "object" && args.ssl !== null ? (args.ssl as Record<string, unknown>) : {}
  const files = tlsFiles({
    ca: args.ssl_ca ?? given.ca,
    cert: args.ssl_cert ?? given.cert,
    key: args.ssl_key ?? given.key,
  })
  return Object.keys(files).length === 0 ? {} : { ssl: { ...files, rejectUnauthorized: "ca" in files } }
}

function tlsFiles(paths: Readonly<Record<string, unknown>>): Record<string, Buffer> {
  const given = Object.entries(paths).filter((entry): entry is [string, string] => typeof entry[1] === "string")
  return Object.fromEntries(given.map(([name, path]) => [name, readFileSync(path)]))
}

/** A new file is its owner's alone: it holds session ids and hashes of tokens. */
function sqliteFile(path: string): string {
  if (path === ":memory:" || existsSync(path)) return path
  try {
    closeSync(openSync(path, "a", 0o600))
  } catch (cause) {
    throw new Fault(
      503,
      `The database file ${path} cannot be created: ${(cause as Error).message}. Make the folder ${dirname(path)} writable for the hub, or set JupyterHub.db_url`,
      { code: "database-away", cause },
    )
  }
  return path
}

function pool(url: DatabaseUrl, options: ConnectOptions): Knex.PoolConfig & Record<string, unknown> {
  // SQLite has one writer: one connection takes turns fairly, where several would poll for the lock.
  if (url.dialect === "sqlite3") return { min: 1, max: 1, afterCreate: sqlitePragmas, ...keepAlive }
  const max = (options.pool_size ?? 5) + (options.max_overflow ?? 10)
  const recycle = options.pool_recycle ?? (url.dialect === "mysql2" ? 60 : -1)
  return {
    min: 0,
    max: max > 0 ? max : 15,
    ...(recycle > 0 ? { maxConnectionLifetimeMillis: 1000 * recycle } : {}),
    ...(url.dialect === "mysql2" ? { afterCreate: mysqlSession } : {}),
  }
}

/** An in-memory database lives as long as its one connection. */
const keepAlive = { idleTimeoutMillis: 2 ** 31 - 1 }

type Done = (error: Error | null, connection: unknown) => void

function sqlitePragmas(connection: { exec(sql: string, done: (error: Error | null) => void): void }, done: Done): void {
  const pragmas =
    "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
  connection.exec(pragmas, error => done(error, connection))
}

/** READ COMMITTED is PostgreSQL's default too: admission reads what others committed while it waited for its lock. */
function mysqlSession(connection: { query(sql: string, done: (error: Error | null) => void): void }, done: Done): void {
  connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", error => {
    if (error) return done(error, connection)
    connection.query("SET SESSION innodb_lock_wait_timeout = 10", error => done(error, connection))
  })
}

function knexLog(log: Log | undefined) {
  const quiet = () => {}
  return { warn: (m: unknown) => log?.debug(String(m)), error: quiet, deprecate: quiet, debug: quiet }
}
