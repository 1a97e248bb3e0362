/** Share codes: whoever has one, and is logged in, can exchange it for a share, as often as there are people, until it expires. */
import { randomBytes } from "node:crypto"
import { countExchange, findShareCodeCandidates, insertShareCode, type NamedShareCode } from "../../db/share-codes.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { shareScopes } from "../rbac/share-scopes.ts"
import { generatedRounds, hashToken, matchesHash, tokenPrefix } from "../users/token-hash.ts"
import { fullName, type ShareableServer } from "./shareable-server.ts"
import { grantWithin } from "./shares.ts"

const codeBytes = 32

/** The code itself is told this once; `expiresIn` is in seconds. */
export async function issueShareCode(
  core: Core,
  server: ShareableServer,
  scopes: readonly string[],
  expiresIn: number,
): Promise<{ readonly code: string; readonly row: NamedShareCode }> {
  const code = randomBytes(codeBytes).toString("base64url")
  const now = core.clock.now()
  await insertShareCode(core.db, {
    owner_id: server.ownerId,
    spawner_id: server.id,
    created_at: now,
    expires_at: new Date(now.getTime() + expiresIn * 1000),
    scopes,
    hashed: hashToken(code, generatedRounds),
    prefix: tokenPrefix(code),
    exchange_count: 0,
    last_exchanged_at: null,
  })
  core.log.info(`Made a share code for ${fullName(server)}`)
  const row = await findShareCode(core, code)
  if (row === null) throw new Fault(500, "A share code that was just made is gone")
  return { code, row }
}

/** null: there is no such code, or it has expired. */
export async function findShareCode(core: Core, code: string): Promise<NamedShareCode | null> {
  const candidates = await findShareCodeCandidates(core.db, tokenPrefix(code), core.clock.now())
  return candidates.find(row => matchesHash(row.hashed, code)) ?? null
}

/** Gives the user what the code is good for. Counted each time, also where the user had it. Throws Refusal 400, 404. */
export async function exchangeShareCode(core: Core, code: NamedShareCode, userId: number): Promise<void> {
  const server = { id: code.spawner_id, ownerId: code.owner_id, owner: code.owner, name: code.server }
  await core.db.tx(async t => {
    await grantWithin(core, t, server, { userId }, shareScopes(code.scopes, fullName(server)))
    if (!(await countExchange(t, code.id, core.clock.now())))
      throw new Refusal(400, "This share code has expired or was deleted meanwhile: ask for a new one.")
  })
}
