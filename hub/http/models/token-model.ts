/** An API token as the API shows it: everything but the token itself. */
import { z } from "zod"
import type { ApiTokenRow } from "../../db/rows.ts"
import { isoTime } from "../iso-time.ts"

export const tokenSchema = z
  .strictObject({
    user: z.string().optional(),
    service: z.string().optional(),
    id: z.string(),
    kind: z.literal("api_token"),
    /** Always empty: roles of tokens are long gone, but clients look for the field. */
    roles: z.array(z.string()),
    scopes: z.array(z.string()),
    created: z.string().nullable(),
    last_activity: z.string().nullable(),
    expires_at: z.string().nullable(),
    note: z.string().nullable(),
    session_id: z.string().nullable(),
    oauth_client: z.string(),
  })
  .meta({ id: "Token" })

export const newTokenSchema = tokenSchema.extend({ token: z.string() })

export type TokenModel = z.infer<typeof tokenSchema>

export interface TokenContext {
  /** `{ user: "alice" }` or `{ service: "cull" }`. */
  readonly owner: { readonly user: string } | { readonly service: string }
  /** What it permits now, expanded. */
  readonly scopes: readonly string[]
  /** Description of the OAuth client that it was issued to, or its identifier. */
  readonly oauthClient: string
}

export function tokenModel(token: ApiTokenRow, context: TokenContext): TokenModel {
  return {
    ...context.owner,
    id: `a${token.id}`,
    kind: "api_token",
    roles: [],
    scopes: [...context.scopes],
    created: isoTime(token.created),
    last_activity: isoTime(token.last_activity),
    expires_at: isoTime(token.expires_at),
    note: token.note,
    session_id: token.session_id,
    oauth_client: context.oauthClient,
  }
}
