/** Who has access to a user's servers: listed by owner or server, granted and revoked by server. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { allows } from "../../core/rbac/scope-check.ts"
import { checkScopesExist } from "../../core/rbac/token-scopes.ts"
import { checkGrantor, requestedScopes } from "../../core/shares/requested-scopes.ts"
import { fullName, type ShareableServer, shareableServer } from "../../core/shares/shareable-server.ts"
import { grantShare, revokeShare } from "../../core/shares/shares.ts"
import { findGroupByName } from "../../db/groups.ts"
import { deleteShares, findShare, listShares, type Sharee, type ShareFilter } from "../../db/shares.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Call, type Endpoint, endpoint, type Reply } from "../endpoint.ts"
import { shareModel, shareSchema } from "../models/share-model.ts"
import { knownUser } from "./known-user.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"

const row = { tag: "shares", handler: "jupyterhub.apihandlers.shares.ServerShareAPIHandler" } as const
const one = { ...row, path: "/api/shares/:owner/{:server}", target: { user: "owner", server: "server" } } as const

const shareBody = z
  .strictObject(
    {
      user: z.string({ error: "user must be a string" }).nullish(),
      group: z.string({ error: "group must be a string" }).nullish(),
      scopes: z.array(z.string(), { error: "scopes must be a list of strings" }).max(1000).nullish(),
    },
    { error: issue => (issue.code === "invalid_type" ? "The body must be a JSON object" : undefined) },
  )
  .nullish()

export const shareList = { 200: paginatedSchema(z.array(shareSchema)) }

export const sharesEndpoints: readonly Endpoint[] = [
  endpoint({
    ...row,
    path: "/api/shares/:owner",
    method: "get",
    summary: "Who has access to a user's servers",
    scopes: ["read:shares"],
    target: { user: "owner" },
    query: z.object(pageQuery),
    replies: shareList,
    async handle(call) {
      return pageOfShares(call, { ownerId: (await knownUser(call.core, call.params.owner)).id })
    },
  }),
  endpoint({
    ...one,
    method: "get",
    summary: "Who has access to a server",
    scopes: ["read:shares"],
    query: z.object(pageQuery),
    replies: shareList,
    async handle(call) {
      return pageOfShares(call, { spawnerId: (await serverOf(call)).id })
    },
  }),
  endpoint({
    ...one,
    method: "post",
    summary: "Share a server with a user or a group, or share more of it",
    scopes: ["shares"],
    body: shareBody,
    replies: { 200: shareSchema },
    async handle(call) {
      const { core, identity, params, body } = call
      const wanted = onlyOne(body ?? {})
      const scopes = requestedScopes(core, body?.scopes, `${params.owner}/${params.server ?? ""}`)
      const server = await serverOf(call)
      await checkGrantor(core, identity, scopes, server)
      const sharee = await namedBy(core, identity, wanted)
      await grantShare(core, server, sharee, scopes)
      return { status: 200, body: await model(core, server, sharee) }
    },
  }),
  endpoint({
    ...one,
    method: "patch",
    summary: "Take shared scopes back from a user or a group, or all of them; the body is empty when none are left",
    scopes: ["shares"],
    body: shareBody,
    replies: { 200: z.union([shareSchema, z.strictObject({})]) },
    async handle(call) {
      const { core, body } = call
      const wanted = onlyOne(body ?? {})
      const scopes = body?.scopes && body.scopes.length > 0 ? body.scopes : null
      if (scopes !== null) checkScopesExist(core, scopes, "share")
      const server = await serverOf(call)
      const sharee = await find(core, wanted)
      if (sharee === null) return { status: 200, body: {} }
      await revokeShare(core, server, sharee, scopes)
      return { status: 200, body: await model(core, server, sharee) }
    },
  }),
  endpoint({
    ...one,
    method: "delete",
    summary: "Take a server back from everybody with whom it is shared",
    scopes: ["shares"],
    replies: { 204: null },
    async handle(call) {
      const server = await serverOf(call)
      const gone = await deleteShares(call.core.db, server.id)
      call.core.log.info(`Deleted ${gone} shares of ${fullName(server)}`)
      return { status: 204 }
    },
  }),
]

/** Always in the paginated form, whatever the client accepts. */
export async function pageOfShares(call: Parameters<typeof pageOf>[0], filter: ShareFilter): Promise<Reply> {
  const { core } = call
  const page = { ...pageOf(call), paginated: true }
  const { rows, total } = await listShares(core.db, filter, page, core.clock.now())
  const items = rows.map(share => shareModel(core, share))
  return { status: 200, body: paged(call, page, items, total) }
}

type Wanted = { readonly kind: "user" | "group"; readonly name: string }

function onlyOne(body: { user?: string | null | undefined; group?: string | null | undefined }): Wanted {
  if (body.user && body.group) throw new Refusal(400, "Expected exactly one of `user` or `group`, not both.")
  if (body.user) return { kind: "user", name: body.user }
  if (body.group) return { kind: "group", name: body.group }
  throw new Refusal(400, "Specify exactly one of `user` or `group`")
}

/** Whether somebody exists is told only to those who may read the name. Throws Refusal 400, 403. */
async function namedBy(core: Core, identity: Identity, wanted: Wanted): Promise<Sharee> {
  const scope = `read:${wanted.kind}s:name`
  if ((await allows(core, identity, scope, wanted)) !== true)
    throw new Refusal(403, `Need scope '${scope}' to share with ${wanted.kind}s by name`)
  const sharee = await find(core, wanted)
  if (sharee === null) throw new Refusal(400, `No such ${wanted.kind}: ${wanted.name.slice(0, 255)}`)
  return sharee
}

async function find(core: Core, { kind, name }: Wanted): Promise<Sharee | null> {
  if (kind === "user") {
    const user = await findUserByName(core.db, name)
    return user && { userId: user.id }
  }
  const group = await findGroupByName(core.db, name)
  return group && { groupId: group.id }
}

async function model(core: Core, server: ShareableServer, sharee: Sharee) {
  const share = await findShare(core.db, server.id, sharee, core.clock.now())
  return share ? shareModel(core, share) : {}
}

function serverOf({ core, params }: Pick<Call, "core" | "params">): Promise<ShareableServer> {
  return shareableServer(core, params.owner ?? "", params.server ?? "")
}
