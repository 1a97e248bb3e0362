/** /hub/accept-share?code=: a person is told what somebody offers to share, and takes it. */

import { serverUrl } from "../../core/public-urls.ts"
import { usableShareScopes } from "../../core/rbac/share-scopes.ts"
import { exchangeShareCode, findShareCode } from "../../core/shares/share-codes.ts"
import type { NamedShareCode } from "../../db/share-codes.ts"
import { findSpawnersByIds } from "../../db/spawners.ts"
import { findUserById } from "../../db/users.ts"
import { describeScopes } from "../../oauth/describe-scopes.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Call, Reply } from "../endpoint.ts"
import { isSharedServerReady } from "../models/share-model.ts"
import { safeNext } from "../redirect.ts"
import { renderPage } from "../render/render.ts"
import { userView } from "../render/variables.ts"
import { argument, bodyFields, queryFields } from "./arguments.ts"
import { go } from "./go.ts"
import { page } from "./page-row.ts"
import { ownUser } from "./target-user.ts"

const row = {
  path: "/accept-share",
  handler: "jupyterhub.handlers.pages.AcceptShareHandler",
  scopes: "identified",
} as const

export const acceptSharePages = [
  page({ ...row, summary: "What a share code offers", statuses: [302, 400, 403, 404], handle: show }),
  page({ ...row, method: "post", summary: "Take what a share code offers", statuses: [302, 400, 403], handle: accept }),
]

async function show(call: Call): Promise<null> {
  const { core } = call
  const user = ownUser(call)
  const code = codeOf(call)
  const offer = await findShareCode(core, code)
  const [owner, [spawner]] = await Promise.all([
    offer && findUserById(core.db, offer.owner_id),
    offer === null ? [] : findSpawnersByIds(core.db, [offer.spawner_id]),
  ])
  if (!offer || !owner || !spawner)
    throw new Refusal(404, "Share not found or expired. Ask whoever sent you the link for a new one.")
  if (owner.id === user.id) throw new Refusal(403, "You can't share with yourself!")
  const scopes = usableShareScopes(offer.scopes, `${offer.owner}/${offer.server}`)
  return await renderPage(call, "accept-share", {
    code,
    owner: userView(core, owner),
    spawner: { name: spawner.name, display_name: spawner.display_name },
    spawner_ready: isSharedServerReady(offer),
    spawner_url: serverUrl(core.config, offer.owner, offer.server),
    scope_descriptions: describeScopes(core, scopes, user.name),
    next_url: nextUrl(call, offer),
  })
}

async function accept(call: Call): Promise<Reply> {
  const { core } = call
  const user = ownUser(call)
  const code = codeOf(call)
  const offer = await findShareCode(core, code)
  if (!offer)
    throw new Refusal(400, `Invalid share code: ${code.slice(0, 64)}. It may have expired: ask for a new one.`)
  if (offer.owner_id === user.id) throw new Refusal(400, "You can't share with yourself!")
  await exchangeShareCode(core, offer, user.id)
  return go(nextUrl(call, offer))
}

function codeOf({ request }: Pick<Call, "request">): string {
  if (!("code" in bodyFields(request)) && !("code" in queryFields(request)))
    throw new Refusal(400, "Missing argument code: the link to a share has one.")
  return argument(request, "code")
}

/** To the server, unless the link says where in it. */
function nextUrl({ core, request }: Pick<Call, "core" | "request">, offer: NamedShareCode): string {
  return safeNext(core, request, argument(request, "next")) ?? serverUrl(core.config, offer.owner, offer.server)
}
