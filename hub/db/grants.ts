/** What roles and shares give a user or service: asked before every answer, so it is one query each. */
import { compiled } from "./compiled.ts"
import type { Queryable } from "./db.ts"
import { fromJsonList } from "./json.ts"
import { toColumn } from "./times.ts"

/** Scopes as they are stored, not yet expanded. */
export interface Grants {
  /** Of the owner's own roles and, for a user, those of its groups. */
  readonly scopes: readonly string[]
  /** Of servers that are shared with the user or one of its groups. */
  readonly shares: readonly SharedServer[]
}

export interface SharedServer {
  readonly scopes: readonly string[]
  /** `owner/server` as they are called now, whatever the stored scopes say. */
  readonly server: string
}

/** Without shares that have expired by `now`. */
export async function grantsOfUser(db: Queryable, userId: number, now: Date): Promise<Grants> {
  const rows = (await allGrants(db, [userId, userId, userId, userId, toColumn(now)])) as unknown as Row[]
  return {
    scopes: rows.filter(row => row.owner === null).flatMap(row => fromJsonList(row.scopes)),
    shares: rows
      .filter(row => row.owner !== null)
      .map(row => ({ scopes: fromJsonList(row.scopes), server: `${row.owner}/${row.server ?? ""}` })),
  }
}

/** Of the user's own roles, of the roles of its groups, and of shares with the user and with its groups. */
const allGrants = compiled(db => {
  const groups = () => db.q("user_group_map").where({ user_id: 0 }).select("group_id")
  const nothing = { owner: db.q.raw("NULL"), server: db.q.raw("NULL") }
  const own = db
    .q("user_role_map as m")
    .join("roles as r", "r.id", "m.role_id")
    .where({ "m.user_id": 0 })
    .select({ scopes: "r.scopes", ...nothing })
  const ofGroups = db
    .q("group_role_map as m")
    .join("roles as r", "r.id", "m.role_id")
    .whereIn("m.group_id", groups())
    .select({ scopes: "r.scopes", ...nothing })
  const shared = db
    .q("shares as h")
    .join("spawners as p", "p.id", "h.spawner_id")
    .join("users as o", "o.id", "p.user_id")
    .where(either => either.where("h.user_id", 0).orWhereIn("h.group_id", groups()))
    .where(share => share.whereNull("h.expires_at").orWhere("h.expires_at", ">=", toColumn(new Date(0))))
    .select({ scopes: "h.scopes", owner: "o.name", server: "p.name" })
  return own.unionAll([ofGroups, shared])
})

export async function grantsOfService(db: Queryable, serviceId: number): Promise<Grants> {
  const rows: Pick<Row, "scopes">[] = await db
    .q("service_role_map as m")
    .join("roles as r", "r.id", "m.role_id")
    .where({ "m.service_id": serviceId })
    .select("r.scopes")
  return { scopes: rows.flatMap(row => fromJsonList(row.scopes)), shares: [] }
}

/** The server (`owner/server`) or service that an OAuth client stands for. */
export async function clientTarget(
  db: Queryable,
  clientId: string,
): Promise<{ readonly server?: string; readonly service?: string }> {
  const spawner = await db
    .q("spawners as p")
    .join("users as o", "o.id", "p.user_id")
    .where({ "p.oauth_client_id": clientId })
    .first({ owner: "o.name", server: "p.name" })
  if (spawner) return { server: `${spawner.owner}/${spawner.server ?? ""}` }
  const service = await db.q("services").where({ oauth_client_id: clientId }).first("name")
  return service ? { service: String(service.name) } : {}
}

interface Row {
  readonly scopes: unknown
  readonly owner: string | null
  readonly server: string | null
}
