/** Sharing a server with a user or a group, and taking it back. There is one share of a server with each of them. */
import type { Queryable } from "../../db/db.ts"
import { deleteShares, findShare, insertShare, lockShares, type Sharee, updateShareScopes } from "../../db/shares.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { filterOf } from "../rbac/scope-expand.ts"
import { shareScopes } from "../rbac/share-scopes.ts"
import { fullName, type ShareableServer } from "./shareable-server.ts"

/** Adds the scopes to those that the share has, or makes it. Throws Refusal 404 where the server went meanwhile. */
export async function grantShare(
  core: Core,
  server: ShareableServer,
  sharee: Sharee,
  scopes: readonly string[],
): Promise<void> {
  await core.db.tx(t => grantWithin(core, t, server, sharee, scopes))
}

/** The same as a part of a transaction that has written nothing yet. */
export async function grantWithin(
  core: Pick<Core, "clock" | "log">,
  t: Queryable,
  server: ShareableServer,
  sharee: Sharee,
  scopes: readonly string[],
): Promise<void> {
  if (!(await lockShares(t, server.id))) throw new Refusal(404, `No such server: ${fullName(server)}`)
  const now = core.clock.now()
  const share = await findShare(t, server.id, sharee, now)
  const all = shareScopes([...(share?.scopes ?? []), ...scopes], fullName(server))
  if (share) {
    await updateShareScopes(t, share.id, all)
  } else {
    const whom = { user_id: null, group_id: null, ...columns(sharee) }
    const what = { owner_id: server.ownerId, spawner_id: server.id, scopes: all }
    // What expired but was not purged yet is of no use to anybody, and there must not be two.
    await deleteShares(t, server.id, sharee)
    await insertShare(t, { ...what, ...whom, created_at: now, expires_at: null })
  }
  core.log.info(`Sharing ${scopes.join(", ")} of ${fullName(server)}`, columns(sharee))
}

/** Takes these scopes away, each as it was granted, or all of them: a share without any is none. */
export async function revokeShare(
  core: Core,
  server: ShareableServer,
  sharee: Sharee,
  scopes: readonly string[] | null,
): Promise<void> {
  await core.db.tx(async t => {
    await lockShares(t, server.id)
    const share = await findShare(t, server.id, sharee, core.clock.now())
    const gone = scopes?.map(scope => (filterOf(scope) === "" ? `${scope}!server=${fullName(server)}` : scope))
    const held = shareScopes(share?.scopes ?? [], fullName(server))
    const left = gone ? held.filter(scope => !gone.includes(scope)) : []
    if (share && left.length > 0) await updateShareScopes(t, share.id, left)
    else await deleteShares(t, server.id, sharee)
  })
  core.log.info(`Revoked ${scopes?.join(", ") ?? "all shared access"} of ${fullName(server)}`, columns(sharee))
}

function columns(sharee: Sharee): { readonly user_id: number } | { readonly group_id: number } {
  return "userId" in sharee ? { user_id: sharee.userId } : { group_id: sharee.groupId }
}
