/** The table `carme_settings`: single values that belong to the installation, such as the hub's id. */
import type { Queryable } from "./db.ts"

export async function readSetting(db: Queryable, key: string): Promise<string | null> {
  const row = await db.q("carme_settings").where({ key }).first("value")
  return row ? String(row.value) : null
}

export async function writeSetting(db: Queryable, key: string, value: string): Promise<void> {
  await db.q("carme_settings").insert({ key, value }).onConflict("key").merge()
}

/** The stored value, else `value`, stored now: two hubs that start at once agree on one. */
export async function settleSetting(db: Queryable, key: string, value: string): Promise<string> {
  await db.q("carme_settings").insert({ key, value }).onConflict("key").ignore()
  return (await readSetting(db, key)) ?? value
}
