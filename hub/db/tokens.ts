/** The table `api_tokens`. Only hashes are stored; comparing them is core's business. */
import type { Knex } from "knex"
import { codec } from "./codec.ts"
import { compiled } from "./compiled.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import type { ApiTokenRow, ServiceRow, UserRow } from "./rows.ts"
import { services } from "./services.ts"
import { toColumn } from "./times.ts"
import { touch } from "./touch.ts"
import { users } from "./users.ts"

export const tokens = codec<ApiTokenRow>("api_tokens", {
  id: "plain",
  user_id: "plain",
  service_id: "plain",
  hashed: "text",
  prefix: "text",
  client_id: "text",
  session_id: "plain",
  created: "timeOrNull",
  expires_at: "timeOrNull",
  last_activity: "timeOrNull",
  note: "plain",
  scopes: "list",
})

/** A token that may be the one asked for, with its owner, so that a request is identified by one query. */
export interface TokenCandidate extends ApiTokenRow {
  readonly user: UserRow | null
  readonly service: ServiceRow | null
}

/** Tokens that begin with one of the prefixes and have not expired. */
export async function findTokenCandidates(
  db: Queryable,
  prefix: string | readonly string[],
  now: Date,
): Promise<TokenCandidate[]> {
  const prefixes = typeof prefix === "string" ? [prefix] : prefix
  const rows: Raw[] = await withOwner(unexpired(db, now).whereIn("api_tokens.prefix", prefixes))
  return rows.map(readCandidate)
}

/** The token of that id, unless it has expired. */
export async function findTokenCandidate(db: Queryable, id: number, now: Date): Promise<TokenCandidate | null> {
  const [row] = await candidateById(db, [toColumn(now), id])
  return row ? readCandidate(row) : null
}

const candidateById = compiled(db => withOwner(unexpired(db, new Date(0)).where("api_tokens.id", 0)))

type Raw = Readonly<Record<string, unknown>>

function withOwner(found: Knex.QueryBuilder): Knex.QueryBuilder {
  return found
    .leftJoin("users", "users.id", "api_tokens.user_id")
    .leftJoin("services", "services.id", "api_tokens.service_id")
    .select([...tokens.columns, ...users.aliased, ...services.aliased])
}

function readCandidate(row: Raw): TokenCandidate {
  return { ...tokens.read(row), user: users.readAliased(row), service: services.readAliased(row) }
}

type TokenOwner = { readonly userId: number } | { readonly serviceId: number }

/** The owner's tokens that have not expired, oldest first. */
export async function listTokens(db: Queryable, owner: TokenOwner, now: Date): Promise<ApiTokenRow[]> {
  const rows = await unexpired(db, now).where(ownedBy(owner)).orderBy("api_tokens.id").select(tokens.columns)
  return rows.map(tokens.read)
}

export async function findTokenById(db: Queryable, id: number): Promise<ApiTokenRow | null> {
  const row = await db.q("api_tokens").where({ id }).first(tokens.columns)
  return row ? tokens.read(row) : null
}

export async function insertToken(db: Queryable, row: Omit<ApiTokenRow, "id">): Promise<ApiTokenRow> {
  return { id: await insert(db, "api_tokens", tokens.write(row)), ...row }
}

export async function updateToken(db: Queryable, id: number, patch: Partial<Omit<ApiTokenRow, "id">>): Promise<void> {
  await db.q("api_tokens").where({ id }).update(tokens.write(patch))
}

/** Moves last_activity forward, never back. */
export function touchTokens(db: Queryable, times: ReadonlyMap<number, Date>, now: Date): Promise<void> {
  return touch(db, "api_tokens", times, now)
}

export async function deleteTokens(db: Queryable, ids: readonly number[]): Promise<number> {
  return ids.length === 0 ? 0 : db.q("api_tokens").whereIn("id", ids).delete()
}

/** A server's token that another hub issued: its note is the only mark that it bears. */
export async function deleteTokensByNote(db: Queryable, userId: number, note: string): Promise<number> {
  return db.q("api_tokens").where({ user_id: userId, note }).delete()
}

/** Users' tokens of one OAuth client by how their note begins; `prefix` is ours, and has no wildcards. */
export async function findTokensNoted(
  db: Queryable,
  clientId: string,
  prefix: string,
): Promise<{ id: number; user_id: number; user_name: string; note: string }[]> {
  return db
    .q("api_tokens")
    .join("users", "users.id", "api_tokens.user_id")
    .where("client_id", clientId)
    .where("note", "like", `${prefix}%`)
    .select("api_tokens.id", "user_id", "users.name as user_name", "note")
}

export async function deleteExpiredTokens(db: Queryable, now: Date): Promise<number> {
  return db.q("api_tokens").where("expires_at", "<", toColumn(now)).delete()
}

/** What a browser session got: at its logout. */
export async function deleteTokensOfSession(db: Queryable, userId: number, sessionId: string): Promise<number> {
  return db.q("api_tokens").where({ user_id: userId, session_id: sessionId }).delete()
}

/** Those that one OAuth client holds, for one owner or for all. */
export async function deleteTokensOfClient(db: Queryable, clientId: string, owner?: TokenOwner): Promise<number> {
  const found = db.q("api_tokens").where({ client_id: clientId })
  return (owner ? found.where(ownedBy(owner)) : found).delete()
}

function unexpired(db: Queryable, now: Date): Knex.QueryBuilder {
  return db
    .q("api_tokens")
    .where(token => token.whereNull("api_tokens.expires_at").orWhere("api_tokens.expires_at", ">=", toColumn(now)))
}

function ownedBy(owner: TokenOwner): Record<string, number> {
  return "userId" in owner ? { "api_tokens.user_id": owner.userId } : { "api_tokens.service_id": owner.serviceId }
}
