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
  info: "boundedJson",
  display: "boolOrNull",
  oauth_no_confirm: "boolOrNull",
  command: "listOrNull",
  cwd: "plain",
  environment: "boundedJson",
  user: "plain",
  timeout: "plain",
  from_config: "boolOrNull",
  _server_id: "plain",
  oauth_client_id: "plain",
  pid: "plain",
})

/** What only services of some kinds have. */
const nothing = { command: null, cwd: null, environment: null, user: null, timeout: 30, _server_id: null }

export type NewService = Omit<ServiceRow, "id" | keyof typeof nothing> & Partial<ServiceRow>

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

export async function insertService(db: Queryable, given: NewService): Promise<ServiceRow> {
  const row = { ...nothing, ...given }
  return { ...row, id: await insert(db, "services", services.write(row)) }
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
