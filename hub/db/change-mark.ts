/** A mark of the database's content: as long as it is the same, nobody has committed anything. */
import { compiled } from "./compiled.ts"
import type { Queryable } from "./db.ts"

/**
 * For SQLite, what other connections committed (data_version) and what this one wrote (total_changes); null for
 * databases that have no such mark. Source: sqlite.org, pragma data_version and total_changes().
 */
export async function changeMark(db: Queryable): Promise<string | null> {
  if (db.dialect !== "sqlite3") return null
  const [row] = await read(db, [])
  return row === undefined ? null : `${row.theirs} ${row.ours}`
}

const read = compiled(db =>
  db.q.select(db.q.raw("data_version as theirs, total_changes() as ours")).from("pragma_data_version"),
)
