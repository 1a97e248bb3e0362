/** The tables `carme_quotas` and `carme_quota_exceptions`: what admins have set at run time, over the configuration. */
import type { Quota } from "../config/carme/quotas.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { toColumn } from "./times.ts"

export interface QuotaRow {
  readonly role: string
  /** Takes the place of what the configuration says of the role. */
  readonly limits: Quota
  readonly changed_by: string
  readonly changed_at: Date
}

/** Of one user or of one group. */
export interface ExceptionRow {
  readonly user_id: number | null
  readonly group_id: number | null
  readonly limits: Quota
  /** null holds until it is taken back. */
  readonly until: Date | null
  readonly changed_by: string
  readonly changed_at: Date
}

/** An exception with the name of its user or group. */
export interface NamedException extends ExceptionRow {
  readonly name: string
}

const quotas = codec<QuotaRow>("carme_quotas", {
  role: "plain",
  limits: "object",
  changed_by: "plain",
  changed_at: "time",
})

const exceptions = codec<ExceptionRow>("carme_quota_exceptions", {
  user_id: "plain",
  group_id: "plain",
  limits: "object",
  until: "timeOrNull",
  changed_by: "plain",
  changed_at: "time",
})

export type Holder = { readonly user_id: number } | { readonly group_id: number }

export async function listQuotas(db: Queryable): Promise<QuotaRow[]> {
  return (await db.q("carme_quotas").orderBy("role").select(quotas.columns)).map(quotas.read)
}

export async function saveQuota(db: Queryable, row: QuotaRow): Promise<void> {
  await db.q("carme_quotas").insert(quotas.write(row)).onConflict("role").merge()
}

/** Says whether there was one. */
export async function deleteQuota(db: Queryable, role: string): Promise<boolean> {
  return (await db.q("carme_quotas").where({ role }).delete()) > 0
}

export async function saveException(db: Queryable, row: ExceptionRow): Promise<void> {
  const key = row.user_id === null ? "group_id" : "user_id"
  await db.q("carme_quota_exceptions").insert(exceptions.write(row)).onConflict(key).merge()
}

export async function deleteException(db: Queryable, holder: Holder): Promise<boolean> {
  return (await db.q("carme_quota_exceptions").where(holder).delete()) > 0
}

export async function findException(db: Queryable, holder: Holder): Promise<ExceptionRow | null> {
  const row = await db.q("carme_quota_exceptions").where(holder).first(exceptions.columns)
  return row ? exceptions.read(row) : null
}

/** All of users and groups that still hold, by name. */
export async function listExceptions(db: Queryable, now: Date): Promise<NamedException[]> {
  const rows = await db
    .q("carme_quota_exceptions")
    .leftJoin("users", "users.id", "carme_quota_exceptions.user_id")
    .leftJoin("groups", "groups.id", "carme_quota_exceptions.group_id")
    .where(holds => holds.whereNull("until").orWhere("until", ">", toColumn(now)))
    .select([...exceptions.columns, "users.name as user_name", "groups.name as group_name"])
  return rows
    .map(row => ({ ...exceptions.read(row), name: String(row.user_name ?? row.group_name ?? "") }))
    .sort((a, b) => Number(a.user_id === null) - Number(b.user_id === null) || (a.name < b.name ? -1 : 1))
}

export interface SetForPerson {
  readonly roles: Readonly<Record<string, Quota>>
  readonly own: ExceptionRow | null
  readonly groups: readonly NamedException[]
}

/** Everything that was set at run time and may touch this person, in one query. */
export async function setForPerson(db: Queryable, userId: number, now: Date): Promise<SetForPerson> {
  const holds = toColumn(now)
  const roles = db
    .q("carme_quotas")
    .select(db.q.raw("'role' AS kind, role AS name, limits, NULL AS until, changed_by, changed_at"))
  const own = db
    .q("carme_quota_exceptions")
    .where({ user_id: userId })
    .where(row => row.whereNull("until").orWhere("until", ">", holds))
    .select(db.q.raw("'own' AS kind, '' AS name, limits, until, changed_by, changed_at"))
  const groups = db
    .q("carme_quota_exceptions")
    .join("groups", "groups.id", "carme_quota_exceptions.group_id")
    .join("user_group_map", "user_group_map.group_id", "groups.id")
    .where("user_group_map.user_id", userId)
    .where(row => row.whereNull("until").orWhere("until", ">", holds))
    .select(db.q.raw("'group' AS kind, ?? AS name, limits, until, changed_by, changed_at", ["groups.name"]))
  const rows: Record<string, unknown>[] = await roles.unionAll([own, groups])
  const of = (kind: string) => rows.filter(row => row.kind === kind)
  const named = (row: Record<string, unknown>) => ({ ...exceptions.read(row), name: String(row.name) })
  return {
    roles: Object.fromEntries(of("role").map(row => [String(row.name), quotas.read(row).limits])),
    own: of("own").map(named)[0] ?? null,
    groups: of("group")
      .map(named)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

export type PersonExceptions = Pick<SetForPerson, "own" | "groups">

/** Name of the user -> the exceptions that touch them and still hold, for everybody in one query. */
export async function exceptionsOfPeople(db: Queryable, now: Date): Promise<ReadonlyMap<string, PersonExceptions>> {
  const holds = toColumn(now)
  const own = db
    .q("carme_quota_exceptions")
    .join("users", "users.id", "carme_quota_exceptions.user_id")
    .where(row => row.whereNull("until").orWhere("until", ">", holds))
    .select(db.q.raw("?? AS person, 'own' AS kind, '' AS name, limits, until, changed_by, changed_at", ["users.name"]))
  const groups = db
    .q("carme_quota_exceptions")
    .join("groups", "groups.id", "carme_quota_exceptions.group_id")
    .join("user_group_map", "user_group_map.group_id", "groups.id")
    .join("users", "users.id", "user_group_map.user_id")
    .where(row => row.whereNull("until").orWhere("until", ">", holds))
    .select(
      db.q.raw("?? AS person, 'group' AS kind, ?? AS name, limits, until, changed_by, changed_at", [
        "users.name",
        "groups.name",
      ]),
    )
  const rows: Record<string, unknown>[] = await own.unionAll([groups])
  const found = new Map<string, { own: ExceptionRow | null; groups: NamedException[] }>()
  for (const row of rows) {
    const theirs = found.get(String(row.person)) ?? { own: null, groups: [] }
    const named = { ...exceptions.read(row), name: String(row.name) }
    if (row.kind === "own") theirs.own = named
    else theirs.groups.push(named)
    found.set(String(row.person), theirs)
  }
  for (const theirs of found.values()) theirs.groups.sort((a, b) => (a.name < b.name ? -1 : 1))
  return found
}
