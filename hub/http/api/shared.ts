/** What is shared with a user or a group: listed, looked at, and given up. */
import { z } from "zod"
import { findShareable } from "../../core/shares/shareable-server.ts"
import { findGroupByName } from "../../db/groups.ts"
import { deleteShares, findShare, type NamedShare, type Sharee } from "../../db/shares.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Call, type Endpoint, endpoint } from "../endpoint.ts"
import { shareModel, shareSchema } from "../models/share-model.ts"
import { knownUser } from "./known-user.ts"
import { pageQuery } from "./pagination.ts"
import { pageOfShares, shareList } from "./shares.ts"

const user = { tag: "shares", target: { user: "name" } } as const
const group = { tag: "shares", target: { group: "name" } } as const
const ofUser = {
  ...user,
  path: "/api/users/:name/shared/:owner/{:server}",
  handler: "jupyterhub.apihandlers.shares.UserShareAPIHandler",
} as const
const ofGroup = {
  ...group,
  path: "/api/groups/:name/shared/:owner/{:server}",
  handler: "jupyterhub.apihandlers.shares.GroupShareAPIHandler",
} as const

export const sharedEndpoints: readonly Endpoint[] = [
  endpoint({
    ...user,
    path: "/api/users/:name/shared",
    handler: "jupyterhub.apihandlers.shares.UserShareListAPIHandler",
    method: "get",
    summary: "What is shared with a user, also through groups",
    scopes: ["read:users:shares"],
    query: z.object(pageQuery),
    replies: shareList,
    async handle(call) {
      const { core, params } = call
      const { id } = await knownUser(core, params.name, `No such user: ${params.name?.slice(0, 255)}`)
      return pageOfShares(call, { everyGroupOf: id })
    },
  }),
  endpoint({
    ...ofUser,
    method: "get",
    summary: "One server that is shared with a user",
    scopes: ["read:users:shares"],
    replies: { 200: shareSchema },
    handle: async call => ({ status: 200, body: shareModel(call.core, await known(call, await userOf(call))) }),
  }),
  endpoint({
    ...ofUser,
    method: "delete",
    summary: "Give up a user's access to a shared server",
    scopes: ["users:shares"],
    replies: { 204: null },
    handle: async call => giveUp(call, await userOf(call)),
  }),
  endpoint({
    ...group,
    path: "/api/groups/:name/shared",
    handler: "jupyterhub.apihandlers.shares.GroupShareListAPIHandler",
    method: "get",
    summary: "What is shared with a group",
    scopes: ["read:groups:shares"],
    query: z.object(pageQuery),
    replies: shareList,
    handle: async call => pageOfShares(call, await groupOf(call)),
  }),
  endpoint({
    ...ofGroup,
    method: "get",
    summary: "One server that is shared with a group",
    scopes: ["read:groups:shares"],
    replies: { 200: shareSchema },
    handle: async call => ({ status: 200, body: shareModel(call.core, await known(call, await groupOf(call))) }),
  }),
  endpoint({
    ...ofGroup,
    method: "delete",
    summary: "Give up a group's access to a shared server",
    scopes: ["groups:shares"],
    replies: { 204: null },
    handle: async call => giveUp(call, await groupOf(call)),
  }),
]

type SharedCall = Pick<Call, "core" | "params">

/** A user who is not there has no shares: no other answer than for a share that is not there. */
async function userOf(call: SharedCall): Promise<Sharee> {
  const found = await findUserByName(call.core.db, call.params.name ?? "")
  if (!found) throw noShare(call, "user")
  return { userId: found.id }
}

async function groupOf({ core, params }: SharedCall): Promise<Sharee> {
  const found = await findGroupByName(core.db, params.name ?? "")
  if (!found) throw new Refusal(404, `No such group: ${params.name?.slice(0, 255)}`)
  return { groupId: found.id }
}

async function known(call: SharedCall, sharee: Sharee): Promise<NamedShare> {
  const { core, params } = call
  const server = await findShareable(core, params.owner ?? "", params.server ?? "")
  const share = server && (await findShare(core.db, server.id, sharee, core.clock.now()))
  if (!share) throw noShare(call, "userId" in sharee ? "user" : "group")
  return share
}

async function giveUp(call: SharedCall, sharee: Sharee): Promise<{ readonly status: 204 }> {
  const share = await known(call, sharee)
  await deleteShares(call.core.db, share.spawner_id, sharee)
  call.core.log.info(`${share.user ?? share.group} gave up the access to ${share.owner}/${share.server}`)
  return { status: 204 }
}

function noShare({ params }: Pick<Call, "params">, kind: "user" | "group"): Refusal {
  const [name = "", owner = "", server = ""] = [params.name, params.owner, params.server]
  return new Refusal(404, `No such share for ${kind} ${name} on ${owner}/${server}`.slice(0, 1000))
}
