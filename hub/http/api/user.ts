/** Who is asking: every token may learn whom it belongs to. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { withoutCarmeScopes } from "../../core/rbac/carme-scopes.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { roleNamesOfHolders } from "../../db/members.ts"
import { Refusal } from "../../plugin/errors.ts"
import { endpoint } from "../endpoint.ts"
import { serviceModel, serviceSchema } from "../models/service-model.ts"
import { userModels, userSchema } from "../models/user-model.ts"
import { includeStopped, includeStoppedQuery } from "./include-stopped.ts"

const whoami = { token_id: z.string().nullable(), session_id: z.string().nullable(), scopes: z.array(z.string()) }

export const userEndpoints = [
  endpoint({
    method: "get",
    path: "/api/user",
    summary: "The user or service that is asking, and what it may do",
    tag: "users",
    handler: "jupyterhub.apihandlers.users.SelfAPIHandler",
    scopes: "none",
    query: z.object(includeStoppedQuery),
    replies: { 200: z.union([userSchema.extend(whoami), serviceSchema.extend(whoami)]) },
    async handle({ core, identity, query }) {
      if (identity.kind === "anonymous") throw new Refusal(403, "")
      return { status: 200, body: await knownModel(core, identity, includeStopped(query)), kept: true }
    },
  }),
]

/** An identity lives until something is written (see identify): so does what it sees of itself. */
async function knownModel(core: Core, identity: Identity, includeStoppedServers: boolean): Promise<object> {
  const known = models.get(identity)
  if (known?.includeStoppedServers === includeStoppedServers) return known.model
  const { token } = identity
  const whence = { token_id: token === null ? null : `a${token.id}`, session_id: token?.session_id ?? null }
  const own = await ownModel(core, identity, includeStoppedServers)
  const model = { ...own, ...whence, scopes: withoutCarmeScopes(identity.scopes, token?.scopes) }
  models.set(identity, { includeStoppedServers, model })
  return model
}

const models = new WeakMap<Identity, { readonly includeStoppedServers: boolean; readonly model: object }>()

/** Name and groups are shown whatever the scopes: else a token could not tell its owner. */
export async function ownModel(core: Core, identity: Identity, includeStoppedServers = false): Promise<object> {
  const { user, service } = identity
  if (user !== null) {
    const scopes = widened(identity.scopes, `read:users:name!user=${user.name}`, `read:users:groups!user=${user.name}`)
    const [model] = await userModels(core, [user], { scopes, includeStoppedServers })
    return model ?? {}
  }
  if (service === null) throw new Refusal(403, "")
  const scopes = widened(identity.scopes, `read:services:name!service=${service.name}`)
  const roles = await roleNamesOfHolders(core.db, "service", [service.id])
  return serviceModel(core, scopes, service, roles.get(service.id) ?? [])
}

/** The list is memoized: what a list of scopes covers is worked out once for each list. */
function widened(scopes: readonly string[], ...added: readonly string[]): readonly string[] {
  const known = widenings.get(scopes)
  if (known?.key === added.join()) return known.list
  const missing = added.filter(scope => !scopes.includes(scope))
  const list = missing.length === 0 ? scopes : [...scopes, ...missing]
  widenings.set(scopes, { key: added.join(), list })
  return list
}

const widenings = new WeakMap<readonly string[], { readonly key: string; readonly list: readonly string[] }>()
