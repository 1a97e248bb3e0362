/** The table `servers`: where a running server or a service is reached. */
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import type { ServerRow } from "./rows.ts"

export const servers = codec<ServerRow>("servers", {
  id: "plain",
  proto: "text",
  ip: "text",
  port: "plain",
  base_url: "text",
  cookie_name: "text",
})

export function findServersByIds(db: Queryable, ids: readonly number[]): Promise<ServerRow[]> {
  return inChunks(ids, async chunk =>
    (await db.q("servers").whereIn("id", chunk).select(servers.columns)).map(servers.read),
  )
}

export async function insertServer(db: Queryable, row: Omit<ServerRow, "id">): Promise<ServerRow> {
  return { id: await insert(db, "servers", servers.write(row)), ...row }
}

export async function updateServer(db: Queryable, id: number, patch: Partial<Omit<ServerRow, "id">>): Promise<void> {
  const columns = servers.write(patch)
  if (Object.keys(columns).length > 0) await db.q("servers").where({ id }).update(columns)
}

/** What pointed at it (spawners.server_id, services._server_id) becomes NULL by the database's own rule. */
export async function deleteServers(db: Queryable, ids: readonly number[]): Promise<void> {
  await inChunks(ids, async chunk => {
    await db.q("servers").whereIn("id", chunk).delete()
    return []
  })
}
