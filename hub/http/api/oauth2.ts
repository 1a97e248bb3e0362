/** The hub as an OAuth provider: single-user servers and services log their visitors in here. */
import { z } from "zod"
import type { UserRow } from "../../db/rows.ts"
import { beginAuthorization, completeAuthorization, type Decision } from "../../oauth/authorize.ts"
import { OAuthError } from "../../oauth/errors.ts"
import { exchangeCode } from "../../oauth/token.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Call, type Endpoint, endpoint, type Reply } from "../endpoint.ts"
import { renderPage } from "../render/render.ts"
import { ensureSession } from "../session.ts"

const authorizeRow = {
  path: "/api/oauth2/authorize",
  tag: "oauth",
  handler: "jupyterhub.apihandlers.auth.OAuthAuthorizeHandler",
  scopes: "identified",
} as const

const tokenReply = z.strictObject({
  access_token: z.string(),
  expires_in: z.number(),
  token_type: z.literal("Bearer"),
  scope: z.string(),
})
const errorReply = z.strictObject({ error: z.string(), error_description: z.string().optional() })
const noStore = { "Cache-Control": "no-store", Pragma: "no-cache" }

export const oauth2Endpoints: readonly Endpoint[] = [
  endpoint({
    ...authorizeRow,
    method: "get",
    beginsLogin: true,
    summary: "Begin an OAuth login: back to the application with a code, or a page that asks the person",
    replies: { 200: null, 302: null },
    async handle(call) {
      const session = ensureSession(call.core, call.request, call.response)
      const query = call.request.query
      return answer(call, await beginAuthorization(call.core, personOf(call), session, query))
    },
  }),
  endpoint({
    ...authorizeRow,
    method: "post",
    summary: "Complete an OAuth login with the scopes that the person agreed to",
    replies: { 302: null },
    async handle(call) {
      const session = ensureSession(call.core, call.request, call.response)
      const agreed = agreedScopes(call.request.body)
      return answer(call, await completeAuthorization(call.core, personOf(call), session, call.request.query, agreed))
    },
  }),
  endpoint({
    method: "post",
    path: "/api/oauth2/token",
    summary: "Change an OAuth code for an access token",
    tag: "oauth",
    handler: "jupyterhub.apihandlers.auth.OAuthTokenHandler",
    scopes: "none",
    replies: { 200: tokenReply, 400: errorReply, 401: errorReply },
    async handle({ core, request }) {
      try {
        if (Object.keys(request.query).length > 0) {
          throw new OAuthError("invalid_request", "URL query parameters are not allowed")
        }
        const form = typeof request.body === "object" && request.body !== null ? request.body : {}
        const body = await exchangeCode(core, form, request.get("Authorization"))
        return { status: 200, body, headers: noStore }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        return refused(error)
      }
    },
  }),
]

/** OAuth is for browsers of people: a service has nobody to log in. */
function personOf({ identity }: Pick<Call, "identity">) {
  const user: UserRow | null = identity.user
  if (user === null) throw new Refusal(403, "Only a user can log in to an application")
  return { user, scopes: identity.scopes }
}

async function answer(call: Call, decision: Decision): Promise<Reply | null> {
  if ("redirect" in decision) return { status: 302, headers: { Location: decision.redirect, ...noStore } }
  const { client, allowedScopes, descriptions } = decision.confirm
  return renderPage(call, "oauth", {
    oauth_client: { description: client.description, identifier: client.identifier, redirect_uri: client.redirect_uri },
    allowed_scopes: allowedScopes,
    scope_descriptions: descriptions,
  })
}

function agreedScopes(body: unknown): readonly string[] {
  const scopes = typeof body === "object" && body !== null && "scopes" in body ? body.scopes : []
  return (Array.isArray(scopes) ? scopes : [scopes]).filter(scope => typeof scope === "string")
}

function refused(error: OAuthError): Reply {
  const description = error.message === "" ? {} : { error_description: error.message }
  const challenge = error.status === 401 ? { "WWW-Authenticate": `Bearer error="${error.code}"` } : {}
  return { status: error.status, body: { error: error.code, ...description }, headers: { ...noStore, ...challenge } }
}
