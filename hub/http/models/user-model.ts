/** Users as the API shows them: each field only to those whose scopes cover it, a page of users with a fixed number of queries. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { serverUrl } from "../../core/public-urls.ts"
import { covers, scopeFilter } from "../../core/rbac/scope-filter.ts"
import { apiView } from "../../core/servers/lifecycle.ts"
import { visibleState } from "../../core/servers/lost-server.ts"
import type { UserRow } from "../../db/rows.ts"
import { type UserDetails, userDetails } from "../../db/user-details.ts"
import { isoTime } from "../iso-time.ts"
import { type AccessMap, readable } from "./readable.ts"
import {
  jsonObject,
  neverStarted,
  type ServerModel,
  serverModel,
  serverResource,
  serverSchema,
} from "./server-model.ts"

export const userSchema = z
  .strictObject({
    kind: z.literal("user"),
    name: z.string(),
    admin: z.boolean(),
    roles: z.array(z.string()),
    groups: z.array(z.string()),
    server: z.string().nullable(),
    pending: z.enum(["spawn", "stop", "check", "rename"]).nullable(),
    created: z.string().nullable(),
    last_activity: z.string().nullable(),
    auth_state: jsonObject.nullable(),
    servers: z.record(z.string(), serverSchema),
    user_info: jsonObject.nullable(),
  })
  .partial()
  .meta({ id: "User", description: "Each field only to those whose scopes cover it." })

export type UserModel = z.infer<typeof userSchema>
type Field = keyof UserModel

const access: AccessMap<UserModel> = {
  "read:users": [
    "kind",
    "name",
    "user_info",
    "admin",
    "roles",
    "groups",
    "server",
    "pending",
    "created",
    "last_activity",
  ],
  "read:users:name": ["kind", "name", "user_info", "admin"],
  "read:users:groups": ["kind", "name", "groups"],
  "read:users:activity": ["kind", "name", "last_activity"],
  "read:servers": ["kind", "name", "servers"],
  "read:roles:users": ["kind", "name", "roles", "admin"],
  "admin:auth_state": ["kind", "name", "auth_state"],
}

export interface UserModelOptions {
  readonly scopes: readonly string[]
  readonly includeStoppedServers: boolean
}

/** In the order of `users`; one whom the scopes do not cover at all becomes an empty object. */
export async function userModels(
  core: Core,
  users: readonly UserRow[],
  options: UserModelOptions,
): Promise<readonly UserModel[]> {
  const details = await load(core, users, options.scopes)
  return users.map(user => userModel(core, user, details.get(user.id) ?? nothing, options))
}

/** Only what some scope can show: a token that may read names asks for no more than the groups that filters name. */
async function load(
  core: Core,
  users: readonly UserRow[],
  scopes: readonly string[],
): Promise<ReadonlyMap<number, UserDetails>> {
  const held = Object.keys(access).filter(scope => scopeFilter(scopes, scope) !== null)
  const shows = (field: Field) => held.some(scope => access[scope]?.includes(field))
  const byGroup = held.some(scope => (scopeFilter(scopes, scope)?.group.size ?? 0) > 0)
  const wanted = {
    groups: shows("groups") || byGroup,
    roles: shows("roles"),
    servers: shows("servers") || shows("server"),
  }
  return userDetails(
    core.db,
    users.map(user => user.id),
    wanted,
  )
}

const nothing: UserDetails = { groups: [], roles: [], servers: [] }

function userModel(core: Core, user: UserRow, details: UserDetails, options: UserModelOptions): UserModel {
  const { groups, roles } = details
  const own = details.servers.find(({ server }) => server.name === "")?.run ?? null
  const standard = apiView(own && visibleState(own))
  const shown = servers(core, user, details, options)
  const all: Required<UserModel> = {
    kind: "user",
    name: user.name,
    admin: user.admin,
    roles: [...roles],
    groups: [...groups],
    server: standard.ready ? serverUrl(core.config, user.name, "") : null,
    pending: standard.pending,
    created: isoTime(user.created),
    last_activity: isoTime(user.last_activity),
    auth_state: null,
    servers: shown,
    user_info: user.user_info,
  }
  const model = readable(all, access, options.scopes, { kind: "user", name: user.name, groups })
  // Servers that a filter of their own covers are shown even where the user's list of servers is not.
  if (Object.keys(model).length > 0 && Object.keys(shown).length > 0) model.servers = shown
  return model
}

function servers(
  core: Core,
  user: UserRow,
  details: UserDetails,
  options: UserModelOptions,
): Record<string, ServerModel> {
  const filter = scopeFilter(options.scopes, "read:servers")
  if (filter === null) return {}
  const owner = { name: user.name, groups: details.groups }
  const missing = options.includeStoppedServers && !details.servers.some(({ server }) => server.name === "")
  const all = missing ? [{ server: neverStarted(user.id), run: null }, ...details.servers] : details.servers
  const shown = all.filter(
    ({ server, run }) =>
      (options.includeStoppedServers || run !== null) && covers(filter, serverResource(owner, server.name)),
  )
  return Object.fromEntries(
    shown.map(({ server, run }) => [server.name, serverModel(core, options.scopes, owner, server, run)]),
  )
}
