/** Brings the database to the schema of this version: JupyterHub's tables where there are none, then ours. */
import { Refusal } from "../plugin/errors.ts"
import type { Db, Queryable } from "./db.ts"
import { createTables } from "./ddl.ts"
import { exclusively } from "./exclusively.ts"
import { alembicVersion, headRevision, jupyterhubTables } from "./jupyterhub-schema.ts"
import { migratorConfig } from "./migrations.ts"

export async function migrate(db: Db): Promise<void> {
  await exclusively(db, async t => {
    await jupyterhubSchema(t)
    const config = migratorConfig(t.dialect)
    // Whoever holds the outer lock may take knex's: what is left in it is from a hub that died.
    await t.q.migrate.currentVersion(config)
    await t.q.migrate.forceFreeMigrationsLock(config)
    await t.q.migrate.latest(config)
  })
}

async function jupyterhubSchema(t: Queryable): Promise<void> {
  const revision = await currentRevision(t)
  if (revision === null) {
    if (await hasAnyTable(t)) throw new Refusal(409, mismatch("has no schema version"))
    await createTables(t, [alembicVersion])
    // The stamp comes first: tables without it would look like a database of somebody else's after a crash on MySQL.
    await t.q("alembic_version").insert({ version_num: headRevision })
  } else if (revision !== headRevision) {
    throw new Refusal(409, mismatch(`has schema version ${revision}`))
  }
  await createTables(t, jupyterhubTables)
}

/** null where nothing was ever stamped. */
export async function currentRevision(t: Queryable): Promise<string | null> {
  if (!(await t.q.schema.hasTable("alembic_version"))) return null
  const row = await t.q("alembic_version").first("version_num")
  return row?.version_num ?? null
}

async function hasAnyTable(t: Queryable): Promise<boolean> {
  for (const name of ["users", "spawners", "servers"]) if (await t.q.schema.hasTable(name)) return true
  return false
}

function mismatch(what: string): string {
  return `This database ${what}, and carme-hub works on ${headRevision} (JupyterHub 6.0 and 6.1). Back it up, then run "carme-hub upgrade-db"`
}
