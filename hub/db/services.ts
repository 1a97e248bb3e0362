/** The table `services`. */
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import type { ServiceRow } from "./rows.ts"

export const services = codec<ServiceRow>("services", {
  id: "plain",
  name: "text",
  admin: "bool",
  url: "plain",
  oauth_client_allowed_scopes: "listOrNull",
  info: "json",
  display: "boolOrNull",
  oauth_no_confirm: "boolOrNull",
  from_config: "boolOrNull",
  oauth_client_id: "plain",
  pid: "plain",
})

/** Seconds to wait for a managed service; the column allows no NULL and rows.ts does not carry it yet. */
const defaultTimeout = 30

export async function listServices(db: Queryable): Promise<ServiceRow[]> {
  return (await db.q("services").orderBy("name").select(services.columns)).map(services.read)
}

export async function findServiceByName(db: Queryable, name: string): Promise<ServiceRow | null> {
  return findOne(db, { name })
}

export async function findServiceById(db: Queryable, id: number): Promise<ServiceRow | null> {
  return findOne(db, { id })
}

export async function findServiceByClientId(db: Queryable, clientId: string): Promise<ServiceRow | null> {
  return findOne(db, { oauth_client_id: clientId })
}

export async function insertService(db: Queryable, row: Omit<ServiceRow, "id">): Promise<ServiceRow> {
  return { id: await insert(db, "services", { ...services.write(row), timeout: defaultTimeout }), ...row }
}

export async function updateService(db: Queryable, id: number, patch: Partial<Omit<ServiceRow, "id">>): Promise<void> {
  const columns = services.write(patch)
  if (Object.keys(columns).length > 0) await db.q("services").where({ id }).update(columns)
}

export async function deleteService(db: Queryable, id: number): Promise<void> {
  await db.q("services").where({ id }).delete()
}

async function findOne(db: Queryable, where: Record<string, unknown>): Promise<ServiceRow | null> {
  const row = await db.q("services").where(where).first(services.columns)
  return row ? services.read(row) : null
}
