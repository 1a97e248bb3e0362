/** The web app that an entry of the store starts in JupyterLab's place. */
import type { Queryable } from "../db.ts"
import { columnType } from "../ddl.ts"

export async function addContainerApp(db: Queryable): Promise<void> {
  await db.q.raw(`ALTER TABLE carme_containers ADD COLUMN app ${columnType(db.dialect, "longtext")}`)
}

export async function dropContainerApp(db: Queryable): Promise<void> {
  await db.q.raw("ALTER TABLE carme_containers DROP COLUMN app")
}
