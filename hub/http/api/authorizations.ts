/** Ways to ask whom a token or cookie belongs to, from before OAuth; old services still use them. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { findToken } from "../../core/users/tokens.ts"
import { findServiceById } from "../../db/services.ts"
import { findUserByCookieId, findUserById } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { serviceSchema } from "../models/service-model.ts"
import { userModels, userSchema } from "../models/user-model.ts"
import { decodeSignedValue } from "../signed-value.ts"
import { knownUser } from "./known-user.ts"
import { ownModel } from "./user.ts"

const token = { tag: "authorizations", handler: "jupyterhub.apihandlers.auth.TokenAPIHandler" } as const
const cookie = { tag: "authorizations", handler: "jupyterhub.apihandlers.auth.CookieAPIHandler" } as const
const removed =
  "Deprecated endpoint /hub/api/authorizations/token is removed in JupyterHub 2.0. Use /hub/api/users/:user/tokens instead."

export const authorizationsEndpoints: readonly Endpoint[] = [
  ...["/api/authorizations/token", "/api/authorizations/token/:token"].map(path =>
    endpoint({
      ...token,
      method: "post",
      path,
      summary: "Gone: tokens are made at /api/users/{name}/tokens",
      scopes: "none",
      open: true,
      replies: { 404: z.strictObject({ status: z.number(), message: z.string() }) },
      async handle() {
        throw new Refusal(404, removed)
      },
    }),
  ),
  endpoint({
    ...token,
    method: "get",
    path: "/api/authorizations/token/:token",
    summary: "Whom a token belongs to (deprecated: ask /api/user with it)",
    scopes: "none",
    replies: { 200: z.union([userSchema, serviceSchema]) },
    async handle({ core, identity, params }) {
      refuseWithoutToken(identity)
      const row = await findToken(core, params.token ?? "")
      if (row === null) throw new Refusal(404, "")
      const owner: Identity = {
        ...identity,
        user: row.user_id === null ? null : await findUserById(core.db, row.user_id),
        service: row.service_id === null ? null : await findServiceById(core.db, row.service_id),
      }
      return { status: 200, body: await ownModel(core, owner) }
    },
  }),
  ...["/api/authorizations/cookie/:cookie", "/api/authorizations/cookie/:cookie/:value"].map(path =>
    endpoint({
      ...cookie,
      method: "get",
      path,
      summary: "Whom a login cookie belongs to (deprecated)",
      scopes: "none",
      replies: { 200: userSchema },
      async handle({ core, identity, params, request }) {
        refuseWithoutToken(identity)
        // Older services send the value as the body.
        const value = params.value ?? (typeof request.body === "string" ? request.body : "")
        const user = await cookieOwner(core, params.cookie ?? "", value)
        const [model] = await userModels(core, [user], { scopes: identity.scopes, includeStoppedServers: false })
        return { status: 200, body: model ?? {} }
      },
    }),
  ),
  endpoint({
    method: "post",
    path: "/api/users/:name/admin-access",
    summary: "Whether admins may open this user's server (deprecated)",
    tag: "authorizations",
    handler: "jupyterhub.apihandlers.users.UserAdminAccessAPIHandler",
    scopes: ["servers"],
    target: { user: "name" },
    replies: { 200: null },
    async handle({ core, params }) {
      if (!core.config.get("JupyterHub.admin_access")) throw new Refusal(403, "admin access to user servers disabled")
      await knownUser(core, params.name)
      return { status: 200 }
    },
  }),
]

/** A cookie is no answer to whose cookie it is: these take tokens only. */
function refuseWithoutToken(identity: Identity): void {
  if (identity.token === null) throw new Refusal(403, "")
}

async function cookieOwner(core: Core, name: string, value: string) {
  const days = core.config.get("JupyterHub.cookie_max_age_days")
  const cookieId = decodeSignedValue(core.secrets.cookieSecret, name, value, days, core.clock.now())
  const user = cookieId === null ? null : await findUserByCookieId(core.db, cookieId)
  if (user === null) throw new Refusal(404, "")
  return user
}
