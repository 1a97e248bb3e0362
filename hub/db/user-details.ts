/** All that the API's model of a user shows beside the row itself: groups, roles, servers and their live runs, in one query. */
import { inChunks } from "./chunks.ts"
import type { Dialect, Queryable } from "./db.ts"
import { fromJson } from "./json.ts"
import type { RunRow, SpawnerRow } from "./rows.ts"
import { selectByIds } from "./select-by-ids.ts"
import { spawners } from "./spawners.ts"
import { fromColumn } from "./times.ts"

/** What a model shows of a run. */
export type LiveRun = Pick<RunRow, "state" | "reason" | "user_options" | "job" | "requested_at">

export interface ServerDetails {
  readonly server: SpawnerRow
  readonly run: LiveRun | null
}

export interface UserDetails {
  /** Names, sorted. */
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  /** Sorted by name. */
  readonly servers: readonly ServerDetails[]
}

export interface Wanted {
  readonly groups: boolean
  readonly roles: boolean
  readonly servers: boolean
}

/** User id -> details; a user without any is missing. What is not wanted is empty. */
export async function userDetails(
  db: Queryable,
  userIds: readonly number[],
  wanted: Wanted,
): Promise<ReadonlyMap<number, UserDetails>> {
  const parts = [
    ...(wanted.servers ? [serversPart(db.dialect)] : []),
    ...(wanted.groups ? [namesPart(db.dialect, wanted.servers, "group", "user_group_map", "groups", "group_id")] : []),
    ...(wanted.roles ? [namesPart(db.dialect, wanted.servers, "role", "user_role_map", "roles", "role_id")] : []),
  ]
  const details = new Map<number, { groups: string[]; roles: string[]; servers: ServerDetails[] }>()
  if (parts.length === 0) return details
  const columns = ["kind", "user_id", "name", ...(wanted.servers ? [...serverColumns, ...runColumns.map(asRun)] : [])]
  // As text, not by the query builder: this is asked for every answer about a user.
  const text = parts.join(" UNION ALL ")
  const rows = await inChunks(userIds, chunk => selectByIds(db, columns, text, chunk) as Promise<readonly Row[]>)
  for (const row of rows) {
    const of = details.get(row.user_id) ?? { groups: [], roles: [], servers: [] }
    details.set(row.user_id, of)
    if (row.kind === "group") of.groups.push(String(row.name))
    else if (row.kind === "role") of.roles.push(String(row.name))
    else of.servers.push(serverOf(row))
  }
  for (const { groups, roles, servers } of details.values()) {
    groups.sort()
    roles.sort()
    servers.sort((a, b) => (a.server.name < b.server.name ? -1 : 1))
  }
  return details
}

type Row = Readonly<Record<string, unknown>> & { readonly kind: string; readonly user_id: number }

const serverColumns = [
  "id",
  "server_id",
  "state",
  "display_name",
  "started",
  "last_activity",
  "user_options",
  "oauth_client_id",
] as const

const runColumns = ["state", "reason", "user_options", "job", "requested_at"] as const

/** First of the parts, so that its columns give the others their types. */
function serversPart(dialect: Dialect): string {
  const own = serverColumns.map(name => `s.${quote(dialect, name)} AS ${quote(dialect, name)}`)
  const run = runColumns.map(name => `r.${quote(dialect, name)} AS ${quote(dialect, asRun(name))}`)
  const from = "FROM spawners s LEFT JOIN carme_runs r ON r.live_key = s.id WHERE s.user_id IN (ids)"
  return `SELECT 'server' AS kind, s.user_id AS user_id, s.name AS name, ${[...own, ...run].join(", ")} ${from}`
}

function namesPart(
  dialect: Dialect,
  withServers: boolean,
  kind: string,
  map: string,
  table: string,
  key: string,
): string {
  const empty = withServers ? ", NULL".repeat(serverColumns.length + runColumns.length) : ""
  const from = `FROM ${map} m JOIN ${quote(dialect, table)} n ON n.id = m.${key} WHERE m.user_id IN (ids)`
  return `SELECT '${kind}' AS kind, m.user_id AS user_id, n.name AS name${empty} ${from}`
}

function asRun(name: string): string {
  return `run_${name}`
}

/** `groups` is a word of MySQL's own. */
function quote(dialect: Dialect, name: string): string {
  return dialect === "mysql2" ? `\`${name}\`` : `"${name}"`
}

function serverOf(row: Row): ServerDetails {
  const state = row.run_state
  const run = {
    state: state as LiveRun["state"],
    reason: (row.run_reason ?? null) as LiveRun["reason"],
    user_options: fromJson(row.run_user_options) ?? {},
    job: fromJson(row.run_job) ?? {},
    requested_at: fromColumn(row.run_requested_at),
  }
  return { server: spawners.read(row), run: state === null || state === undefined ? null : run }
}
