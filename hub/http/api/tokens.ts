/** API tokens of a user: listed, made, read and revoked. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { withoutCarmeScopes } from "../../core/rbac/carme-scopes.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { allows, ownerScopes } from "../../core/rbac/scope-check.ts"
import { checkTokenScopes, hubClient, scopesOfToken } from "../../core/rbac/token-scopes.ts"
import { authenticate } from "../../core/users/login.ts"
import { issueToken } from "../../core/users/tokens.ts"
import { findOAuthClients } from "../../db/oauth.ts"
import { findRolesByNames } from "../../db/roles.ts"
import type { ApiTokenRow, UserRow } from "../../db/rows.ts"
import { deleteTokens, deleteTokensOfClient, findTokenById, listTokens } from "../../db/tokens.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { clientIp } from "../client.ts"
import { type Call, type Endpoint, endpoint } from "../endpoint.ts"
import { newTokenSchema, type TokenModel, tokenModel, tokenSchema } from "../models/token-model.ts"
import { checkXsrf } from "../xsrf.ts"
import { knownUser } from "./known-user.ts"
import { told } from "./told.ts"

const all = {
  path: "/api/users/:name/tokens",
  tag: "tokens",
  handler: "jupyterhub.apihandlers.users.UserTokenListAPIHandler",
} as const
const one = {
  path: "/api/users/:name/tokens/{:id}",
  tag: "tokens",
  handler: "jupyterhub.apihandlers.users.UserTokenAPIHandler",
  target: { user: "name" },
} as const

const strings = (name: string) => {
  const error = (issue: { readonly input?: unknown }) =>
    `token ${name} must be null or a list of strings, not ${told(issue.input)}`
  return z
    .array(z.unknown(), { error })
    .max(1000)
    .refine(list => list.every(item => typeof item === "string"), { error })
    .transform(list => list as readonly string[])
    .nullish()
}

const newToken = z.looseObject(
  {
    note: z.string({ error: "token note must be a string" }).max(1023).nullish(),
    scopes: strings("scopes"),
    roles: strings("roles"),
    expires_in: z
      .int({ error: issue => `token expires_in must be null or integer, not ${told(issue.input)}` })
      .positive({ error: issue => `expires_in must be a positive integer or null, not ${told(issue.input)}` })
      .nullish(),
    auth: z.record(z.string(), z.unknown(), { error: "auth must be an object" }).nullish(),
  },
  { error: "Body must be a JSON dict or empty" },
)

export const tokensEndpoints: readonly Endpoint[] = [
  endpoint({
    ...all,
    method: "get",
    summary: "The tokens of a user",
    scopes: ["read:tokens"],
    target: { user: "name" },
    replies: { 200: z.strictObject({ api_tokens: z.array(tokenSchema) }) },
    async handle({ core, params }) {
      const user = await knownUser(core, params.name, `No such user: ${params.name}`)
      const rows = await listTokens(core.db, { userId: user.id }, core.clock.now())
      const used = (row: ApiTokenRow) => (row.last_activity ?? row.created ?? new Date(0)).getTime()
      const sorted = [...rows].sort((a, b) => used(a) - used(b))
      return { status: 200, body: { api_tokens: await models(core, user, sorted) } }
    },
  }),
  endpoint({
    ...all,
    method: "post",
    summary: "Make a token; without a login, `auth` may hold the person's name and password",
    scopes: "none",
    checksXsrf: true,
    body: newToken.nullish(),
    replies: { 201: newTokenSchema },
    async handle(call) {
      const { core, params } = call
      const body = call.body ?? {}
      const requester = await requesterOf(call, body.auth ?? null)
      const user = await findUserByName(core.db, params.name ?? "")
      // A service of the same name must not count as the user: the filter is always one by user.
      const allowed =
        user !== null && (await allows(core, requester, "tokens", { kind: "user", name: user.name })) === true
      if (!allowed) {
        const kind = requester.kind === "service" ? "Service" : "User"
        throw new Refusal(403, `${kind} ${params.name} not found or no permissions to generate tokens`)
      }
      const scopes = await scopesFor(core, body.scopes ?? null, body.roles ?? null)
      await checkTokenScopes(core, scopes, { user }, hubClient)
      const { token, row } = await issueToken(core, {
        user,
        note: body.note || defaultNote(requester, user),
        scopes,
        ...expiry(core, body.expires_in ?? null),
      })
      const [model] = await models(core, user, [row])
      return { status: 201, body: { ...model, token }, headers: { "Cache-Control": "no-store" } }
    },
  }),
  endpoint({
    ...one,
    method: "get",
    summary: "One token",
    scopes: ["read:tokens"],
    replies: { 200: tokenSchema },
    async handle({ core, params }) {
      const user = await knownUser(core, params.name, `No such user: ${params.name}`)
      const [model] = await models(core, user, [await knownToken(core, user, params.id)])
      return { status: 200, body: model }
    },
  }),
  endpoint({
    ...one,
    method: "delete",
    summary: "Revoke a token; of one that OAuth issued, all that the user has from the same client",
    scopes: ["tokens"],
    replies: { 204: null },
    async handle({ core, params }) {
      const user = await knownUser(core, params.name, `No such user: ${params.name}`)
      const token = await knownToken(core, user, params.id)
      if (token.client_id === hubClient) await deleteTokens(core.db, [token.id])
      else await deleteTokensOfClient(core.db, token.client_id, { userId: user.id })
      return { status: 204 }
    },
  }),
]

type Requester = Pick<Identity, "kind" | "user" | "service" | "scopes">

/** Who is logged in, checked against forgery; else whoever the credentials in the body are those of. */
async function requesterOf(
  call: Pick<Call, "core" | "identity" | "request">,
  auth: Record<string, unknown> | null,
): Promise<Requester> {
  const { core, identity, request } = call
  if (identity.kind !== "anonymous") {
    checkXsrf(core, identity, request)
    return identity
  }
  if (auth === null) throw new Refusal(403, "")
  const fields = Object.fromEntries(
    Object.entries(auth).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  )
  const user = await authenticate(core, {
    username: fields.username ?? "",
    password: fields.password ?? "",
    ...(fields.otp === undefined ? {} : { otp: fields.otp }),
    fields,
    ip: clientIp(core, request),
  })
  if (user === null) throw new Refusal(403, "")
  return { kind: "user", user, service: null, scopes: await ownerScopes(core, { user }) }
}

function defaultNote(requester: Requester, user: UserRow): string {
  if (requester.user?.id === user.id) return "Requested via api"
  return `Requested via api by ${requester.kind} ${requester.user?.name ?? requester.service?.name ?? ""}`
}

/** Roles are the older way to say it: the scopes that they have now. */
async function scopesFor(
  core: Core,
  scopes: readonly string[] | null,
  roles: readonly string[] | null,
): Promise<readonly string[]> {
  if (scopes !== null && roles !== null)
    throw new Refusal(400, "Can only assign one of scopes or roles when creating tokens.")
  if (roles === null) return scopes ?? ["inherit"]
  const found = await findRolesByNames(core.db, roles)
  const missing = roles.find(name => !found.some(role => role.name === name))
  if (missing !== undefined) throw new Refusal(400, `No such role: ${missing.slice(0, 255)}`)
  return [...new Set(found.flatMap(role => role.scopes))]
}

function expiry(core: Core, asked: number | null): { expiresIn?: number } {
  const max = core.config.get("JupyterHub.token_expires_in_max_seconds")
  if (max > 0 && asked !== null && asked > max) {
    throw new Refusal(400, `token expires_in: ${asked} must not exceed ${max}`, {
      code: "token-lifetime",
      limit: max,
      asked,
    })
  }
  if (asked !== null) return { expiresIn: asked }
  return max > 0 ? { expiresIn: max } : {}
}

async function knownToken(core: Core, user: UserRow, id: string | undefined): Promise<ApiTokenRow> {
  const number = /^a(\d{1,9})$/.exec(id ?? "")?.[1]
  const token = number === undefined ? null : await findTokenById(core.db, Number(number))
  if (token === null || token.user_id !== user.id)
    throw new Refusal(404, `No such token ${id ?? ""} for user ${user.name}`)
  return token
}

async function models(core: Core, user: UserRow, rows: readonly ApiTokenRow[]): Promise<readonly TokenModel[]> {
  const clients = await findOAuthClients(core.db, [...new Set(rows.map(row => row.client_id))])
  const descriptions = new Map(clients.map(client => [client.identifier, client.description || client.identifier]))
  return Promise.all(
    rows.map(async row =>
      tokenModel(row, {
        owner: { user: user.name },
        scopes: withoutCarmeScopes(await scopesOfToken(core, row, { user }), row.scopes),
        oauthClient: descriptions.get(row.client_id) ?? row.client_id,
      }),
    ),
  )
}
