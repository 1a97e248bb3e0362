/** API tokens: issued once in plain text, kept as hashes, found again on each request, revoked at once. */
import type { Queryable } from "../../db/db.ts"
import type { ApiTokenRow, ServiceRow, UserRow } from "../../db/rows.ts"
import {
  deleteTokens,
  deleteTokensOfSession,
  findTokenCandidate,
  findTokenCandidates,
  insertToken,
  type TokenCandidate,
} from "../../db/tokens.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import type { Owner } from "../rbac/scope-check.ts"
import { checkTokenScopes, hubClient } from "../rbac/token-scopes.ts"
import {
  generatedRounds,
  hashToken,
  matchesHash,
  maxTokenLength,
  minTokenLength,
  newToken,
  suppliedRounds,
  tokenDigest,
  tokenPrefix,
} from "./token-hash.ts"

export interface TokenRequest {
  readonly user?: UserRow
  readonly service?: ServiceRow
  readonly note: string
  /** As they are stored; refused where the owner does not have them now, and checked again at each use. */
  readonly scopes: readonly string[]
  /** The scopes come from the hub itself: checking them at each use is enough. */
  readonly unchecked?: boolean | undefined
  /** Seconds; absent is never. */
  readonly expiresIn?: number | undefined
  /** The OAuth client that asks for it; absent is the hub itself. */
  readonly clientId?: string | undefined
  /** The browser session whose logout ends it. */
  readonly sessionId?: string | null | undefined
  /** A token that somebody made elsewhere; absent is a new one. */
  readonly token?: string | undefined
  /** Made by a generator of ours or trusted like one: hashed once, not 16384 times. */
  readonly trusted?: boolean | undefined
}

export async function issueToken(
  core: Core,
  request: TokenRequest,
  db: Queryable = core.db,
): Promise<{ token: string; row: ApiTokenRow }> {
  const token = request.token ?? newToken()
  checkLength(token)
  if (request.expiresIn !== undefined && !(request.expiresIn >= 1)) {
    throw new Refusal(400, `expires_in must be a positive integer or null, not ${request.expiresIn}`)
  }
  const clientId = request.clientId ?? hubClient
  if (!request.unchecked) await checkTokenScopes(core, request.scopes, ownerOf(request), clientId, db)
  const now = core.clock.now()
  const trusted = request.token === undefined || request.trusted === true
  const row = await insertToken(db, {
    user_id: request.user?.id ?? null,
    service_id: request.service?.id ?? null,
    hashed: hashToken(token, trusted ? generatedRounds : suppliedRounds),
    prefix: tokenPrefix(token),
    client_id: clientId,
    session_id: request.sessionId ?? null,
    created: now,
    expires_at: request.expiresIn === undefined ? null : new Date(now.getTime() + Math.floor(request.expiresIn) * 1000),
    last_activity: null,
    note: request.note,
    scopes: [...request.scopes],
  })
  return { token, row }
}

/** The token that this text is, with its owner; null when there is none or it has expired. */
export async function findToken(core: Core, plaintext: string): Promise<TokenCandidate | null> {
  if (plaintext.length < minTokenLength || plaintext.length > maxTokenLength) return null
  const now = core.clock.now()
  const cache = verifiedOf(core)
  const key = tokenDigest(plaintext)
  const verified = cache.get(key)
  if (verified !== undefined) {
    const row = await findTokenCandidate(core.db, verified.id, now)
    // The row is read each time: what another process revoked or changed counts at once.
    if (row !== null && row.hashed === verified.hashed) return usable(row)
    cache.delete(key)
  }
  const candidates = await findTokenCandidates(core.db, tokenPrefix(plaintext), now)
  const found = candidates.find(row => matchesHash(row.hashed, plaintext))
  if (found === undefined) return null
  remember(cache, key, { id: found.id, hashed: found.hashed })
  return usable(found)
}

export async function revokeTokens(core: Core, ids: readonly number[], db: Queryable = core.db): Promise<number> {
  return deleteTokens(db, ids)
}

/** What a browser session got through OAuth ends with it. */
export async function revokeSession(core: Core, userId: number, sessionId: string): Promise<number> {
  return deleteTokensOfSession(core.db, userId, sessionId)
}

function ownerOf({ user, service }: TokenRequest): Owner {
  if (user) return { user }
  if (service) return { service }
  throw new Fault(500, "A token must belong to a user or a service")
}

function checkLength(token: string): void {
  if (token.length >= minTokenLength && token.length <= maxTokenLength) return
  throw new Refusal(
    400,
    `A token must have ${minTokenLength} to ${maxTokenLength} characters; one that begins with ${JSON.stringify(tokenPrefix(token))} has ${token.length}.`,
  )
}

/** A token without a client was left by a database that did not delete it with its client. */
function usable(row: TokenCandidate): TokenCandidate | null {
  return row.client_id === "" || (row.user === null && row.service === null) ? null : row
}

/** 16384 rounds of SHA-512 are 2 ms: done once for a token, not on each request. */
interface Verified {
  readonly id: number
  readonly hashed: string
}

const maxVerified = 10_000
const verifiedTokens = new WeakMap<Core, Map<string, Verified>>()

function verifiedOf(core: Core): Map<string, Verified> {
  const known = verifiedTokens.get(core) ?? new Map<string, Verified>()
  verifiedTokens.set(core, known)
  return known
}

function remember(cache: Map<string, Verified>, key: string, verified: Verified): void {
  const [oldest] = cache.keys()
  if (cache.size >= maxVerified && oldest !== undefined) cache.delete(oldest)
  cache.set(key, verified)
}
