/** A mark of the database's content: as long as it is the same, nobody has committed anything. */
import { compiled } from "./compiled.ts"
import type { Queryable } from "./db.ts"

/**
 * For SQLite, what other connections committed (data_version) and what this one wrote (total_changes); null for
 * databases that have no such mark. Source: sqlite.org, pragma data_version and total_changes().
 */
export async function changeMark(db: Queryable): Promise<string | null> {
  return db.dialect === "sqlite3" ? nextReading(db) : null
}

/**
 * While the database is being asked, those who come meanwhile share the next reading: it begins after each of them has
 * asked, so that none gets a mark from before it came.
 */
function nextReading(db: Queryable): Promise<string | null> {
  const known = readings.get(db.q) ?? { current: Promise.resolve(), next: null }
  readings.set(db.q, known)
  known.next ??= known.current.then(() => {
    known.next = null
    const reading = readMark(db)
    known.current = reading.catch(() => {})
    return reading
  })
  return known.next
}

interface Readings {
  /** Ends with the reading that is under way; never rejects. */
  current: Promise<unknown>
  /** The reading that has not begun yet. */
  next: Promise<string | null> | null
}

const readings = new WeakMap<Queryable["q"], Readings>()

async function readMark(db: Queryable): Promise<string | null> {
  const [row] = await read(db, [])
  return row === undefined ? null : `${row.theirs} ${row.ours}`
}

const read = compiled(db =>
  db.q.select(db.q.raw("data_version as theirs, total_changes() as ours")).from("pragma_data_version"),
)
