/** The tables `oauth_clients` and `oauth_codes`. */
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import type { OAuthClientRow, OAuthCodeRow } from "./rows.ts"

const oauthClients = codec<OAuthClientRow>("oauth_clients", {
  id: "plain",
  identifier: "text",
  description: "plain",
  secret: "text",
  redirect_uri: "text",
  allowed_scopes: "list",
})

const oauthCodes = codec<OAuthCodeRow>("oauth_codes", {
  id: "plain",
  client_id: "text",
  code: "text",
  expires_at: "plain",
  redirect_uri: "plain",
  session_id: "plain",
  user_id: "plain",
  scopes: "list",
  code_challenge: "plain",
  code_challenge_method: "plain",
})

export async function findOAuthClient(db: Queryable, identifier: string): Promise<OAuthClientRow | null> {
  const row = await db.q("oauth_clients").where({ identifier }).first(oauthClients.columns)
  return row ? oauthClients.read(row) : null
}

export async function findOAuthClients(db: Queryable, identifiers: readonly string[]): Promise<OAuthClientRow[]> {
  return (await db.q("oauth_clients").whereIn("identifier", identifiers).select(oauthClients.columns)).map(
    oauthClients.read,
  )
}

/** Makes or changes the client of that identifier, in one statement: its tokens stay. */
export async function saveOAuthClient(db: Queryable, client: Omit<OAuthClientRow, "id">): Promise<void> {
  const row = oauthClients.write(client)
  await db.q("oauth_clients").insert(row).onConflict("identifier").merge()
}

/** Its codes and tokens go with it. */
export async function deleteOAuthClients(db: Queryable, identifiers: readonly string[]): Promise<number> {
  return identifiers.length === 0 ? 0 : db.q("oauth_clients").whereIn("identifier", identifiers).delete()
}

/** Clients that no server and no service uses any more, but for `kept`. */
export async function deleteOrphanedOAuthClients(db: Queryable, kept: string): Promise<number> {
  const used = (table: string) => db.q(table).whereNotNull("oauth_client_id").select("oauth_client_id")
  return db
    .q("oauth_clients")
    .whereNot("identifier", kept)
    .whereNotIn("identifier", used("spawners"))
    .whereNotIn("identifier", used("services"))
    .delete()
}

export async function insertOAuthCode(db: Queryable, code: Omit<OAuthCodeRow, "id">): Promise<void> {
  await insert(db, "oauth_codes", oauthCodes.write(code))
}

export async function findOAuthCode(db: Queryable, clientId: string, code: string): Promise<OAuthCodeRow | null> {
  const row = await db.q("oauth_codes").where({ client_id: clientId, code }).first(oauthCodes.columns)
  return row ? oauthCodes.read(row) : null
}

/** True for the one caller who took it: a code is good once, also for two requests at the same time. */
export async function takeOAuthCode(db: Queryable, id: number): Promise<boolean> {
  return (await db.q("oauth_codes").where({ id }).delete()) === 1
}

/** `nowSeconds`: Unix time. */
export async function deleteExpiredOAuthCodes(db: Queryable, nowSeconds: number): Promise<number> {
  return db.q("oauth_codes").where("expires_at", "<", nowSeconds).delete()
}
