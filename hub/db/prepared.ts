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

/** knex's client for SQLite, whose reads are compiled once for each connection. */
export function withPrepared(Base: Client): Client {
  const Parent = Base as unknown as new (...args: ConstructorParameters<Client>) => Inner
  const Prepared = class extends Parent {
    override _query(connection: unknown, query: unknown): Promise<unknown> {
      const asked = query as Query
      if (!/^\s*select\b/i.test(asked.sql)) return super._query(connection, query)
      return readAll(connection as Connection, asked)
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

interface Statement {
  all(bindings: unknown, done: (error: Error | null, rows: unknown[]) => void): void
  finalize(done: () => void): void
}

interface Connection {
  prepare(sql: string, done: (error: Error | null) => void): Statement
}

interface Query {
  readonly sql: string
  readonly bindings: unknown
  response?: unknown
  context?: unknown
}

const kept = new WeakMap<Connection, Map<string, Statement>>()

async function readAll(connection: Connection, query: Query): Promise<Query> {
  const statement = await statementOf(connection, query.sql)
  query.response = await new Promise((resolve, reject) => {
    statement.all(query.bindings, (error, rows) => (error ? reject(error) : resolve(rows)))
  })
  query.context = statement
  return query
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
