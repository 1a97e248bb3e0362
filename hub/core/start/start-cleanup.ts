/** Rows that nothing can use any more: expired tokens, codes and shares, OAuth clients whose server or service is gone. */
import {
  deleteExpiredOAuthCodes,
  deleteOrphanedOAuthClients,
  findOAuthClient,
  saveOAuthClient,
} from "../../db/oauth.ts"
import { deleteExpiredShareCodes } from "../../db/share-codes.ts"
import { deleteExpiredShares } from "../../db/shares.ts"
import { deleteExpiredTokens } from "../../db/tokens.ts"
import type { Core } from "../core.ts"
import { hubClient } from "../rbac/token-scopes.ts"

/** At start. */
export async function cleanUp(core: Core): Promise<void> {
  const clients = await deleteOrphanedOAuthClients(core.db, hubClient)
  if (clients > 0) core.log.info(`Deleted ${clients} OAuth clients whose server or service is gone`)
  await purgeExpired(core)
}

/** At start and every hour: an expired token counts for nothing, it only takes room. */
export async function purgeExpired(core: Core): Promise<void> {
  const now = core.clock.now()
  await deleteExpiredTokens(core.db, now)
  await deleteExpiredOAuthCodes(core.db, Math.floor(now.getTime() / 1000))
  await deleteExpiredShareCodes(core.db, now)
  await deleteExpiredShares(core.db, now)
}

/** The client that owns every token which OAuth did not issue: without its row none can be stored. */
export async function ensureHubClient(core: Core): Promise<void> {
  if (await findOAuthClient(core.db, hubClient)) return
  await saveOAuthClient(core.db, {
    identifier: hubClient,
    description: "JupyterHub",
    secret: "",
    redirect_uri: "",
    allowed_scopes: [],
  })
}
