/** Shares and share codes as the API shows them, with as much of the server as those may know who do not own it. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { serverPublicUrl, serverUrl } from "../../core/public-urls.ts"
import { shareScopes } from "../../core/rbac/share-scopes.ts"
import { apiView } from "../../core/servers/lifecycle.ts"
import { visibleState } from "../../core/servers/lost-server.ts"
import { hubPrefix } from "../../core/urls.ts"
import type { NamedShareCode } from "../../db/share-codes.ts"
import type { SharedServer } from "../../db/shared-server.ts"
import type { NamedShare } from "../../db/shares.ts"
import { isoTime } from "../iso-time.ts"
import { publicUrl } from "./public-url.ts"

const named = z.strictObject({ name: z.string() })
const shared = {
  server: z.strictObject({
    user: named,
    name: z.string(),
    url: z.string(),
    full_url: z.string().nullable(),
    ready: z.boolean(),
  }),
  scopes: z.array(z.string()),
  created_at: z.string(),
}

export const shareSchema = z
  .strictObject({
    ...shared,
    user: named.nullable(),
    group: named.nullable(),
    kind: z.enum(["user", "group"]),
  })
  .meta({ id: "Share" })

export const shareCodeSchema = z
  .strictObject({
    ...shared,
    id: z.string(),
    expires_at: z.string().nullable(),
    exchange_count: z.number(),
    last_exchanged_at: z.string().nullable(),
  })
  .meta({ id: "ShareCode" })

export const newShareCodeSchema = shareCodeSchema
  .extend({
    code: z.string(),
    accept_url: z.string(),
    full_accept_url: z.string().nullable(),
  })
  .meta({ id: "NewShareCode" })

export function shareModel(core: Core, share: NamedShare): z.infer<typeof shareSchema> {
  return {
    server: serverOf(core, share),
    scopes: [...shareScopes(share.scopes, `${share.owner}/${share.server}`)],
    user: share.user === null ? null : { name: share.user },
    group: share.group === null ? null : { name: share.group },
    kind: share.group === null ? "user" : "group",
    created_at: isoTime(share.created_at),
  }
}

export function shareCodeModel(core: Core, code: NamedShareCode): z.infer<typeof shareCodeSchema> {
  return {
    server: serverOf(core, code),
    scopes: [...shareScopes(code.scopes, `${code.owner}/${code.server}`)],
    id: `sc_${code.id}`,
    created_at: isoTime(code.created_at),
    expires_at: isoTime(code.expires_at),
    exchange_count: code.exchange_count,
    last_exchanged_at: isoTime(code.last_exchanged_at),
  }
}

/** With the code, and the page that takes it. */
export function newShareCodeModel(core: Core, row: NamedShareCode, code: string): z.infer<typeof newShareCodeSchema> {
  const path = `${hubPrefix(core.config)}accept-share?code=${encodeURIComponent(code)}`
  return { ...shareCodeModel(core, row), code, accept_url: path, full_accept_url: publicUrl(core, path) }
}

/** Whether visitors can go there now. */
export function isSharedServerReady({ runState: state, runReason: reason }: SharedServer): boolean {
  return state !== null && apiView(visibleState({ state, reason })).ready
}

function serverOf(core: Core, shared: SharedServer) {
  const { owner, server } = shared
  const url = serverUrl(core.config, owner, server)
  return {
    user: { name: owner },
    name: server,
    url,
    full_url: serverPublicUrl(core.config, owner, server),
    ready: isSharedServerReady(shared),
  }
}
