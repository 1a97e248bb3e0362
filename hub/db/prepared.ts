/** Keeps SQLite's compiled statements: compiling one takes several times as long as running it. */
import type { Knex } from "knex"

type Client = typeof Knex.Client

/** What of a client of SQLite knex keeps to itself. */
interface Inner {
  _query(connection: unknown, query: unknown): Promise<unknown>
  destroyRawConnection(connection: unknown): Promise<void>
}

/** Lists of different lengths make different statements: the oldest go first. */
const mostKept = 200
/** What has many values is asked seldom, and takes much memory. */
const longestKept = 4000

/** knex's client for SQLite, whose reads and writes are compiled once for each connection. */
export function withPrepared(Base: Client): Client {
  const Parent = Base as unknown as new (...args: ConstructorParameters<Client>) => Inner
  const Prepared = class extends Parent {
    override _query(connection: unknown, query: unknown): Promise<unknown> {
      const asked = query as Query
      if (!isKept(asked.sql)) return super._query(connection, query)
      return runKept(connection as Connection, asked)
    }
    override async destroyRawConnection(connection: unknown): Promise<void> {
      // SQLite does not close a connection that has statements left.
      await Promise.all([...(kept.get(connection as Connection)?.values() ?? [])].map(finalize))
      kept.delete(connection as Connection)
      await super.destroyRawConnection(connection)
    }
  }
  return Prepared as unknown as Client
}

function isKept(sql: string): boolean {
  return sql.length <= longestKept && /^\s*(select|insert|update|delete|begin|commit)\b/i.test(sql)
}

interface Statement {
  all(bindings: unknown, done: (error: Error | null, rows: unknown[]) => void): void
  run(bindings: unknown, done: (this: Written, error: Error | null) => void): void
  finalize(done: () => void): void
}

/** What a write leaves in the statement, until the statement is run again. */
interface Written {
  readonly lastID: number
  readonly changes: number
}

interface Connection {
  prepare(sql: string, done: (error: Error | null) => void): Statement
}

interface Query {
  readonly sql: string
  readonly bindings?: unknown
  readonly method?: string
  readonly returning?: unknown
  response?: unknown
  context?: Written
}

const kept = new WeakMap<Connection, Map<string, Statement>>()

async function runKept(connection: Connection, query: Query): Promise<Query> {
  const statement = await statementOf(connection, query.sql)
  try {
    if (givesRows(query)) query.response = await readAll(statement, query.bindings ?? [])
    else query.context = await write(statement, query.bindings ?? [])
    return query
  } catch (error) {
    // One that found the database locked counts as running: until it is finalized, no other write would be committed.
    if (kept.get(connection)?.get(query.sql) === statement) {
      kept.get(connection)?.delete(query.sql)
      await finalize(statement)
    }
    throw error
  }
}

/** As knex has it: its own statements say what they are, text that somebody wrote may give rows. */
function givesRows({ method, returning }: Query): boolean {
  if (method === "del" || method === "counter") return false
  return Boolean(returning) || (method !== "insert" && method !== "update")
}

function readAll(statement: Statement, bindings: unknown): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    statement.all(bindings, (error, rows) => (error ? reject(error) : resolve(rows)))
  })
}

function write(statement: Statement, bindings: unknown): Promise<Written> {
  return new Promise((resolve, reject) => {
    statement.run(bindings, function (error) {
      if (error) reject(error)
      else resolve({ lastID: this.lastID, changes: this.changes })
    })
  })
}

/** knex gives a connection to one query at a time, so that a statement is never asked twice at once. */
async function statementOf(connection: Connection, sql: string): Promise<Statement> {
  const statements = kept.get(connection) ?? new Map<string, Statement>()
  kept.set(connection, statements)
  const known = statements.get(sql)
  statements.delete(sql)
  const statement = known ?? (await prepare(connection, sql))
  statements.set(sql, statement)
  const [oldest] = statements.keys()
  if (statements.size > mostKept && oldest !== undefined) {
    const old = statements.get(oldest)
    statements.delete(oldest)
    if (old) await finalize(old)
  }
  return statement
}

function prepare(connection: Connection, sql: string): Promise<Statement> {
  return new Promise((resolve, reject) => {
    const statement = connection.prepare(sql, error => (error ? reject(error) : resolve(statement)))
  })
}

function finalize(statement: Statement): Promise<void> {
  return new Promise(resolve => statement.finalize(resolve))
}
