/** The tables `carme_projects` and `carme_project_members`. */
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import { toColumn } from "./times.ts"

export interface ProjectRow {
  readonly id: number
  readonly name: string
  /** JupyterHub's group of the same name, which has the project's members as long as it lasts. */
  readonly group_id: number | null
  readonly owner_id: number | null
  readonly display_name: string
  readonly description: string
  /** Its budget from beginning to end; null is no limit. */
  readonly gpu_hours: number | null
  /** Slurm's account for its jobs; null is that of the queue. */
  readonly account: string | null
  readonly expires_at: Date | null
  readonly created_by: string
  readonly created_at: Date
}

const insideRoles = ["manager", "member"] as const
export const projectRoles = [...insideRoles, "requested", "invited"] as const
/** `requested` asks to be let in, `invited` is asked to come; neither is in it yet. */
export type ProjectRole = (typeof projectRoles)[number]

/** Whether somebody with this role may charge the project, and is in its group. */
export function isInside(role: ProjectRole | null | undefined): role is (typeof insideRoles)[number] {
  return role === "manager" || role === "member"
}

export interface ProjectMember {
  readonly project_id: number
  readonly user_id: number
  readonly role: ProjectRole
  readonly since: Date
  readonly admitted_by: string | null
  /** Name of the user, as it is now. */
  readonly name: string
}

const projects = codec<ProjectRow>("carme_projects", {
  id: "plain",
  name: "plain",
  group_id: "plain",
  owner_id: "plain",
  display_name: "plain",
  description: "text",
  gpu_hours: "plain",
  account: "plain",
  expires_at: "timeOrNull",
  created_by: "plain",
  created_at: "time",
})

export async function insertProject(db: Queryable, row: Omit<ProjectRow, "id">): Promise<ProjectRow> {
  return { id: await insert(db, "carme_projects", projects.write(row)), ...row }
}

export async function updateProject(db: Queryable, id: number, patch: Partial<Omit<ProjectRow, "id">>): Promise<void> {
  const columns = projects.write(patch)
  if (Object.keys(columns).length > 0) await db.q("carme_projects").where({ id }).update(columns)
}

/** What it paid for stays in the books, but not under its id, which SQLite may give to the next project. */
export async function deleteProject(db: Queryable, id: number): Promise<void> {
  await db.q("carme_allocations").where({ project_id: id }).update({ project_id: -id })
  await db.q("carme_projects").where({ id }).delete()
}

export async function findProject(db: Queryable, name: string): Promise<ProjectRow | null> {
  const row = await db.q("carme_projects").where({ name }).first(projects.columns)
  return row ? projects.read(row) : null
}

export interface ProjectPage {
  readonly offset: number
  readonly limit: number
  /** Only those that this user is in. */
  readonly memberId?: number
  /** Only those that this user is invited to. */
  readonly invitedId?: number
}

/** One page by name, and how many there are. */
export async function listProjects(
  db: Queryable,
  { offset, limit, memberId, invitedId }: ProjectPage,
): Promise<{ rows: ProjectRow[]; total: number }> {
  const matching = () => {
    const query = db.q("carme_projects")
    if (memberId !== undefined) query.whereIn("id", projectIdsOf(db, memberId, insideRoles))
    if (invitedId !== undefined) query.whereIn("id", projectIdsOf(db, invitedId, ["invited"]))
    return query
  }
  const counted = await matching().count({ n: "*" }).first()
  const rows = await matching().orderBy("name").offset(offset).limit(limit).select(projects.columns)
  return { rows: rows.map(projects.read), total: Number(counted?.n ?? 0) }
}

/** Those that somebody may charge at `now`, by name. */
export async function openProjectsOf(db: Queryable, userId: number, now: Date): Promise<ProjectRow[]> {
  const rows = await db
    .q("carme_projects")
    .whereIn("id", projectIdsOf(db, userId, insideRoles))
    .where(open => open.whereNull("expires_at").orWhere("expires_at", ">", toColumn(now)))
    .orderBy("name")
    .select(projects.columns)
  return rows.map(projects.read)
}

function projectIdsOf(db: Queryable, userId: number, roles: readonly ProjectRole[]) {
  return db.q("carme_project_members").where({ user_id: userId }).whereIn("role", roles).select("project_id")
}

/** Of all these projects in one query, by name. */
export async function membersOfProjects(db: Queryable, ids: readonly number[]): Promise<ProjectMember[]> {
  return inChunks(ids, async chunk => {
    const rows = await namedMembers(db).whereIn("m.project_id", chunk).orderBy("users.name")
    return rows.map(members.read)
  })
}

export async function memberOf(db: Queryable, projectId: number, userId: number): Promise<ProjectMember | null> {
  const row = await namedMembers(db).where({ "m.project_id": projectId, "m.user_id": userId }).first()
  return row ? members.read(row) : null
}

function namedMembers(db: Queryable) {
  return db
    .q("carme_project_members as m")
    .join("users", "users.id", "m.user_id")
    .select("m.project_id", "m.user_id", "m.role", "m.since", "m.admitted_by", "users.name")
}

export async function saveMember(db: Queryable, row: Omit<ProjectMember, "name">): Promise<void> {
  await db
    .q("carme_project_members")
    .insert({ ...row, since: toColumn(row.since) })
    .onConflict(["project_id", "user_id"])
    .merge()
}

export async function deleteMember(db: Queryable, projectId: number, userId: number): Promise<boolean> {
  return (await db.q("carme_project_members").where({ project_id: projectId, user_id: userId }).delete()) > 0
}

/** Makes the project's group hold its members while it is open, and nobody after. */
export async function mirrorInGroup(db: Queryable, { id, group_id, expires_at }: ProjectRow, now: Date): Promise<void> {
  if (group_id === null) return
  const open = expires_at === null || expires_at > now
  const inside = db
    .q("carme_project_members")
    .where({ project_id: id })
    .whereIn("role", open ? insideRoles : [])
    .select("user_id")
  await db.q("user_group_map").where({ group_id }).whereNotIn("user_id", inside.clone()).delete()
  const ids: number[] = await inside
    .clone()
    .whereNotIn("user_id", db.q("user_group_map").where({ group_id }).select("user_id"))
    .pluck("user_id")
  if (ids.length > 0) await db.q("user_group_map").insert(ids.map(user_id => ({ user_id, group_id })))
}

/** Projects that have come to their end while their group still has somebody in it. */
export async function listJustExpired(db: Queryable, now: Date): Promise<ProjectRow[]> {
  const rows = await db
    .q("carme_projects")
    .where("expires_at", "<=", toColumn(now))
    .whereIn("group_id", db.q("user_group_map").select("group_id"))
    .select(projects.columns)
  return rows.map(projects.read)
}

/** Runs that nobody has asked to stop yet, and the project that pays for them and is over; one query. */
export async function listRunsOfExpired(db: Queryable, now: Date): Promise<{ run_id: string; project: string }[]> {
  return await db
    .q("carme_allocations as a")
    .join("carme_projects as p", "p.id", "a.project_id")
    .join("carme_runs as r", "r.id", "a.run_id")
    .whereNull("a.released_at")
    .where("p.expires_at", "<=", toColumn(now))
    .whereNotIn("r.state", ["stopping", "stopped"])
    .select({ run_id: "a.run_id", project: "p.display_name" })
}

/** Whether a run that the project pays for is still alive. */
export async function hasLiveCharges(db: Queryable, projectId: number): Promise<boolean> {
  const row = await db.q("carme_allocations").where({ project_id: projectId }).whereNull("released_at").first("run_id")
  return row !== undefined
}

const members = codec<ProjectMember>("carme_project_members", {
  project_id: "plain",
  user_id: "plain",
  role: "plain",
  since: "time",
  admitted_by: "plain",
  name: "plain",
})
