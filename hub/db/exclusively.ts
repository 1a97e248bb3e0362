/** Runs a change of the schema while no other hub does the same; a hub that dies in it leaves no lock behind. */
import type { Db, Queryable } from "./db.ts"

const lockNumber = 0x6361726d // "carm"

export async function exclusively<T>(db: Db, fn: (t: Queryable) => Promise<T>): Promise<T> {
  if (db.dialect === "mysql2") return withNamedLock(db, fn)
  // DDL is transactional on both; SQLite's transaction holds the write lock from its first statement.
  return db.tx(async t => {
    if (t.dialect === "pg") await t.q.raw("SELECT pg_advisory_xact_lock(?)", [lockNumber])
    return fn(t)
  })
}

/** The lock belongs to a connection of its own, which a transaction that does nothing else keeps open. */
async function withNamedLock<T>(db: Db, fn: (t: Queryable) => Promise<T>): Promise<T> {
  return db.q.transaction(async holder => {
    await holder.raw("SELECT GET_LOCK(CONCAT('carme-hub ', DATABASE()), 120)")
    try {
      return await fn(db)
    } finally {
      await holder.raw("SELECT RELEASE_LOCK(CONCAT('carme-hub ', DATABASE()))")
    }
  })
}
