/** The table `groups`. Who is in them: members.ts. */
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insertMany } from "./insert.ts"
import type { GroupRow } from "./rows.ts"

export const groups = codec<GroupRow>("groups", { id: "plain", name: "text", properties: "boundedObject" })

export async function findGroupByName(db: Queryable, name: string): Promise<GroupRow | null> {
  const row = await db.q("groups").where({ name }).first(groups.columns)
  return row ? groups.read(row) : null
}

export function findGroupsByNames(db: Queryable, names: readonly string[]): Promise<GroupRow[]> {
  return inChunks([...new Set(names)], async chunk =>
    (await db.q("groups").whereIn("name", chunk).select(groups.columns)).map(groups.read),
  )
}

/** In the order given. */
export async function insertGroups(db: Queryable, rows: readonly Omit<GroupRow, "id">[]): Promise<GroupRow[]> {
  await insertMany(db, "groups", rows.map(groups.write))
  const inserted = await findGroupsByNames(
    db,
    rows.map(row => row.name),
  )
  const byName = new Map(inserted.map(row => [row.name, row]))
  return rows.flatMap(row => byName.get(row.name) ?? [])
}

export async function updateGroup(db: Queryable, id: number, patch: Partial<Omit<GroupRow, "id">>): Promise<void> {
  const columns = groups.write(patch)
  if (Object.keys(columns).length > 0) await db.q("groups").where({ id }).update(columns)
}

export async function deleteGroup(db: Queryable, id: number): Promise<boolean> {
  return (await db.q("groups").where({ id }).delete()) === 1
}

/** By id; `only` restricts to these names. */
export async function listGroups(
  db: Queryable,
  page: { readonly offset: number; readonly limit: number; readonly only?: readonly string[] },
): Promise<{ rows: GroupRow[]; total: number }> {
  const matching = () => (page.only ? db.q("groups").whereIn("name", page.only) : db.q("groups"))
  const counted = await matching().count({ n: "*" }).first()
  const rows = await matching().orderBy("id").offset(page.offset).limit(page.limit).select(groups.columns)
  return { rows: rows.map(groups.read), total: Number(counted?.n ?? 0) }
}
