/** What a refused or failed start is answered with: the status and the short reason that a site's hook or spawner gave. */
import type { Queryable } from "../db.ts"
import { columnType } from "../ddl.ts"

export const runStatusColumns = { status: "int", code: "varchar(255)" } as const

export async function addRunStatus(db: Queryable): Promise<void> {
  for (const [name, type] of Object.entries(runStatusColumns))
    await db.q.raw(`ALTER TABLE carme_runs ADD COLUMN ${name} ${columnType(db.dialect, type)}`)
}

export async function dropRunStatus(db: Queryable): Promise<void> {
  for (const name of Object.keys(runStatusColumns)) await db.q.raw(`ALTER TABLE carme_runs DROP COLUMN ${name}`)
}
