/** The table `carme_ledger`: a row for each subject of a quota, which admission locks before it counts. */
import type { Queryable } from "./db.ts"

/**
 * Locks the subjects (such as `user:7`) until the transaction ends. It has to be its first statement: a write makes the
 * lock on every database, where a read would let two transactions count the same state. Sorted, so that two that want
 * the same subjects never wait for each other.
 */
export async function lockSubjects(t: Queryable, subjects: readonly string[]): Promise<void> {
  const rows = [...new Set(subjects)].sort().map(subject => ({ subject, version: 1 }))
  if (rows.length === 0) return
  await t
    .q("carme_ledger")
    .insert(rows)
    .onConflict("subject")
    .merge({ version: t.q.raw("?? + 1", ["carme_ledger.version"]) })
}
