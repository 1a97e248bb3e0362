/** A copy of a SQLite database beside it, before something is done to it that cannot be undone. */
import type { Db } from "./db.ts"

/**
 * The copy's file; null where there is none: for a database in memory, and for PostgreSQL and MariaDB, which are backed
 * up by their own means. VACUUM INTO copies what is still in the write-ahead log, too, which copying the file would miss.
 */
export async function backUp(db: Db, now: Date): Promise<string | null> {
  if (db.dialect !== "sqlite3") return null
  const [main] = await db.q.raw("PRAGMA database_list")
  const file = String(main?.file ?? "")
  if (file === "") return null
  const backup = `${file}.${now.toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "")}`
  await db.q.raw("VACUUM INTO ?", [backup])
  return backup
}
