/** A server as the API shows it: the durable row and, while one lives, its run. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { serverPublicUrl, serverUrl } from "../../core/public-urls.ts"
import { covers, type ScopeResource, scopeFilter } from "../../core/rbac/scope-filter.ts"
import { apiView } from "../../core/servers/lifecycle.ts"
import { visibleState } from "../../core/servers/lost-server.ts"
import { escapeName, hubPrefix } from "../../core/urls.ts"
import type { SpawnerRow } from "../../db/rows.ts"
import type { LiveRun } from "../../db/user-details.ts"
import { isoTime } from "../iso-time.ts"
import { publicUrl } from "./public-url.ts"

export const jsonObject = z.record(z.string(), z.unknown())
const time = z.string().nullable()

export const serverSchema = z
  .strictObject({
    name: z.string(),
    display_name: z.string().nullable(),
    full_name: z.string(),
    last_activity: time,
    started: time,
    pending: z.enum(["spawn", "stop", "check", "rename"]).nullable(),
    ready: z.boolean(),
    stopped: z.boolean(),
    url: z.string(),
    user_options: jsonObject.nullable(),
    progress_url: z.string(),
    full_url: z.string().nullable(),
    full_progress_url: z.string().nullable(),
    /** Only with admin:server_state. */
    state: jsonObject.nullable().optional(),
  })
  .meta({ id: "Server" })

export type ServerModel = z.infer<typeof serverSchema>

export interface ServerOwner {
  readonly name: string
  readonly groups: readonly string[]
}

export function serverModel(
  core: Core,
  scopes: readonly string[],
  owner: ServerOwner,
  spawner: SpawnerRow,
  run: LiveRun | null,
): ServerModel {
  const { pending, ready, stopped } = apiView(run && visibleState(run))
  const url = serverUrl(core.config, owner.name, spawner.name)
  const progress = progressPath(core, owner.name, spawner.name)
  const model = {
    name: spawner.name,
    display_name: spawner.display_name,
    full_name: `${owner.name}/${spawner.name}`,
    last_activity: isoTime(spawner.last_activity),
    started: stopped ? null : isoTime(spawner.started ?? run?.requested_at ?? null),
    pending,
    ready,
    stopped,
    url,
    user_options: (run === null ? spawner.user_options : run.user_options) ?? {},
    progress_url: progress,
    full_url: serverPublicUrl(core.config, owner.name, spawner.name),
    full_progress_url: publicUrl(core, progress),
  }
  if (!covers(scopeFilter(scopes, "admin:server_state"), serverResource(owner, spawner.name))) return model
  return { ...model, state: run === null ? (spawner.state ?? {}) : shownState(run.job) }
}

/** What a spawner keeps for itself alone begins with an underscore: the rest is as JupyterHub's spawners have it. */
function shownState(state: LiveRun["job"]): LiveRun["job"] {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith("_")))
}

/** Everybody has a default server, also before its first start. */
export function neverStarted(userId: number): SpawnerRow {
  const nothing = { server_id: null, state: null, started: null, last_activity: null, user_options: null }
  return { id: 0, user_id: userId, name: "", display_name: "", oauth_client_id: null, ...nothing }
}

export function serverResource(owner: ServerOwner, name: string): ScopeResource {
  return { kind: "server", user: owner.name, name, groups: owner.groups }
}

function progressPath(core: Core, user: string, server: string): string {
  const base = `${hubPrefix(core.config)}api/users/${escapeName(user)}`
  return server === "" ? `${base}/server/progress` : `${base}/servers/${escapeName(server)}/progress`
}
