/** The table `share_codes`. Only hashes are stored; comparing them is core's business. */
import type { Knex } from "knex"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import { type ListPage, readServer, type SharedServer, serverColumns, withServer } from "./shared-server.ts"
import { toColumn } from "./times.ts"

/** A code that whoever has it can exchange for a share. */
export interface ShareCodeRow {
  readonly id: number
  readonly created_at: Date
  readonly owner_id: number
  readonly spawner_id: number
  readonly scopes: readonly string[]
  readonly expires_at: Date | null
  readonly hashed: string
  readonly prefix: string
  readonly exchange_count: number
  readonly last_exchanged_at: Date | null
}

const shareCodes = codec<ShareCodeRow>("share_codes", {
  id: "plain",
  created_at: "time",
  owner_id: "plain",
  spawner_id: "plain",
  scopes: "list",
  expires_at: "timeOrNull",
  hashed: "text",
  prefix: "text",
  exchange_count: "plain",
  last_exchanged_at: "timeOrNull",
})

/** With the names that the API shows, read in the same query. */
export interface NamedShareCode extends ShareCodeRow, SharedServer {}

/** By id, without those that have expired. */
export async function listShareCodes(
  db: Queryable,
  filter: { readonly ownerId: number } | { readonly spawnerId: number },
  page: ListPage,
  now: Date,
): Promise<{ readonly rows: readonly NamedShareCode[]; readonly total: number }> {
  const column =
    "ownerId" in filter ? { "share_codes.owner_id": filter.ownerId } : { "share_codes.spawner_id": filter.spawnerId }
  const found = () => unexpired(db, now).where(column)
  const counted = await found().count({ n: "share_codes.id" }).first()
  const rows: Raw[] = await named(found()).orderBy("share_codes.id").offset(page.offset).limit(page.limit)
  return { rows: rows.map(readNamed), total: Number(counted?.n ?? 0) }
}

/** Codes that begin with the prefix and have not expired. */
export async function findShareCodeCandidates(db: Queryable, prefix: string, now: Date): Promise<NamedShareCode[]> {
  const rows: Raw[] = await named(unexpired(db, now).where("share_codes.prefix", prefix)).orderBy("share_codes.id")
  return rows.map(readNamed)
}

export async function insertShareCode(db: Queryable, row: Omit<ShareCodeRow, "id">): Promise<ShareCodeRow> {
  return { id: await insert(db, "share_codes", shareCodes.write(row)), ...row }
}

/** False: the code was deleted or has expired meanwhile. */
export async function countExchange(db: Queryable, id: number, now: Date): Promise<boolean> {
  const changed = await db
    .q("share_codes")
    .where({ id })
    .where(code => code.whereNull("expires_at").orWhere("expires_at", ">=", toColumn(now)))
    .update({ exchange_count: db.q.raw("COALESCE(exchange_count, 0) + 1"), last_exchanged_at: toColumn(now) })
  return changed === 1
}

/** Those of a server: all, or the one of that id. Returns how many there were. */
export async function deleteShareCodes(db: Queryable, spawnerId: number, id?: number): Promise<number> {
  return db
    .q("share_codes")
    .where({ spawner_id: spawnerId, ...(id === undefined ? {} : { id }) })
    .delete()
}

export async function deleteExpiredShareCodes(db: Queryable, now: Date): Promise<number> {
  return db.q("share_codes").where("expires_at", "<", toColumn(now)).delete()
}

type Raw = Readonly<Record<string, unknown>>

function unexpired(db: Queryable, now: Date): Knex.QueryBuilder {
  return withServer(db.q("share_codes"), "share_codes").where(code =>
    code.whereNull("share_codes.expires_at").orWhere("share_codes.expires_at", ">=", toColumn(now)),
  )
}

function named(found: Knex.QueryBuilder): Knex.QueryBuilder {
  return found.select(shareCodes.columns).select(serverColumns)
}

function readNamed(raw: Raw): NamedShareCode {
  const row = shareCodes.read(raw)
  return { ...row, exchange_count: row.exchange_count ?? 0, ...readServer(raw) }
}
