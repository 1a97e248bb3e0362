/** The token of a service that the hub runs: the one of the configuration, or a new one for this start. */
import type { Queryable } from "../../db/db.ts"
import { findOAuthClient, saveOAuthClient } from "../../db/oauth.ts"
import type { ServiceRow } from "../../db/rows.ts"
import { deleteTokens, listTokens } from "../../db/tokens.ts"
import type { Core } from "../core.ts"
import { hashToken, suppliedRounds } from "../users/token-hash.ts"
import { issueToken } from "../users/tokens.ts"
import type { ServiceSpec } from "./service-spec.ts"

/** Not JupyterHub's own words: the tokens of its starts are left to it, which keeps them. */
const note = "generated at startup of carme-hub"

/** Those of earlier starts are good no more: nobody has them but a process that is gone. */
export async function tokenOfService(core: Core, spec: ServiceSpec, service: ServiceRow): Promise<string> {
  if (spec.apiToken !== null) return spec.apiToken
  return core.db.tx(async db => {
    const old = await listTokens(db, { serviceId: service.id }, core.clock.now())
    await deleteTokens(
      db,
      old.filter(token => token.note === note).map(token => token.id),
    )
    const { token } = await issueToken(core, { service, note, scopes: ["inherit"] }, db)
    if (spec.usesOAuth) await setSecret(db, spec.clientId, token)
    return token
  })
}

/** A service logs its visitors in with its own token as the client's secret. */
async function setSecret(db: Queryable, clientId: string, token: string): Promise<void> {
  const client = await findOAuthClient(db, clientId)
  if (client) await saveOAuthClient(db, { ...client, secret: hashToken(token, suppliedRounds) })
}
