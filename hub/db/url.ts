/** A SQLAlchemy URL of `JupyterHub.db_url`, taken apart for knex. */
import { isAbsolute, resolve } from "node:path"
import { Refusal } from "../plugin/errors.ts"
import type { Dialect } from "./db.ts"

export interface DatabaseUrl {
  readonly dialect: Dialect
  /** SQLite: the absolute path, or `:memory:`. Else the name of the database. */
  readonly database: string
  readonly user?: string
  readonly password?: string
  readonly host?: string
  readonly port?: number
  /** The folder of PostgreSQL's socket, or MySQL's socket itself. */
  readonly socket?: string
  readonly params: Readonly<Record<string, string>>
  /** For messages and logs: never with the password. */
  readonly label: string
}

const dialects: Readonly<Record<string, Dialect>> = {
  sqlite: "sqlite3",
  postgresql: "pg",
  postgres: "pg",
  mysql: "mysql2",
  mariadb: "mysql2",
}

export function parseDatabaseUrl(url: string, cwd: string): DatabaseUrl {
  const match = /^([a-z0-9]+)(?:\+[a-z0-9_]+)?:\/\/(.*)$/is.exec(url)
  if (!match) return sqlite(url, cwd)
  const [, name = "", rest = ""] = match
  const dialect = dialects[name.toLowerCase()]
  if (!dialect) {
    throw new Refusal(
      400,
      `JupyterHub.db_url begins with ${name}://, which is not a database that can be used here; use sqlite, postgresql, mysql or mariadb`,
    )
  }
  if (dialect === "sqlite3") return sqlite(rest.split("?")[0]?.replace(/^\//, "") ?? "", cwd)
  return networked(dialect, rest)
}

/** SQLAlchemy: `sqlite:///relative`, `sqlite:////absolute`, and `sqlite://` is in memory. */
function sqlite(path: string, cwd: string): DatabaseUrl {
  if (path === "" || path === ":memory:") {
    return { dialect: "sqlite3", database: ":memory:", params: {}, label: "SQLite in memory" }
  }
  const database = isAbsolute(path) ? path : resolve(cwd, path)
  return { dialect: "sqlite3", database, params: {}, label: `SQLite file ${database}` }
}

function networked(dialect: Dialect, rest: string): DatabaseUrl {
  const match = /^(?:([^:/@]*)(?::([^@]*))?@)?(?:\[([^\]]+)\]|([^/:?]*))?(?::(\d+))?(?:\/([^?]*))?(?:\?(.*))?$/s.exec(
    rest,
  )
  if (!match) {
    throw new Refusal(
      400,
      "JupyterHub.db_url cannot be read; it has the form postgresql://user:password@host:port/database, with @ : / in the password percent-encoded",
    )
  }
  const [, user, password, ipv6, name, port, database = "", query = ""] = match
  const params = Object.fromEntries(new URLSearchParams(query))
  const where = params.host ?? ipv6 ?? name ?? ""
  const isSocket = where.startsWith("/")
  const socket = params.unix_socket ?? (isSocket ? where : undefined)
  const host = isSocket || where === "" ? undefined : where
  const number = params.port ?? port
  return {
    dialect,
    database,
    params,
    ...(user ? { user: decode(user) } : {}),
    ...(password === undefined ? {} : { password: decode(password) }),
    ...(host === undefined ? {} : { host }),
    ...(number === undefined ? {} : { port: Number(number) }),
    ...(socket === undefined ? {} : { socket }),
    label: `${dialect === "pg" ? "PostgreSQL" : "MySQL"} database ${database} at ${socket ?? `${host ?? "localhost"}${number ? `:${number}` : ""}`}`,
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
