/** Our own migrations, in order. A released one is never changed; a change of a table is a new row. */
import type { Knex } from "knex"
import type { Dialect, Queryable } from "./db.ts"
import { createTables, dropTables } from "./ddl.ts"
import { addBookingNotice, dropBookingNotice } from "./migrations/booking-notices.ts"
import { addContainerApp, dropContainerApp } from "./migrations/container-apps.ts"
import { containerTables } from "./migrations/containers.ts"
import { addLookups, dropLookups } from "./migrations/lookups.ts"
import { noticeTables } from "./migrations/notices.ts"
import { projectsDown, projectsUp } from "./migrations/projects.ts"
import { quotasDown, quotasUp } from "./migrations/quotas.ts"
import { reservationTables } from "./migrations/reservations.ts"
import { addRunStatus, dropRunStatus } from "./migrations/run-status.ts"
import { runTables } from "./migrations/runs.ts"

interface Migration {
  readonly name: string
  up(db: Queryable): Promise<void>
  down(db: Queryable): Promise<void>
}

export const migrations: readonly Migration[] = [
  { name: "0001-runs", up: db => createTables(db, runTables), down: db => dropTables(db, runTables) },
  { name: "0002-run-status", up: addRunStatus, down: dropRunStatus },
  { name: "0003-quotas", up: quotasUp, down: quotasDown },
  { name: "0004-projects", up: projectsUp, down: projectsDown },
  { name: "0005-notices", up: db => createTables(db, noticeTables), down: db => dropTables(db, noticeTables) },
  {
    name: "0006-reservations",
    up: db => createTables(db, reservationTables),
    down: db => dropTables(db, reservationTables),
  },
  { name: "0007-containers", up: db => createTables(db, containerTables), down: db => dropTables(db, containerTables) },
  { name: "0020-lookups", up: addLookups, down: dropLookups },
  { name: "0021-container-apps", up: addContainerApp, down: dropContainerApp },
  { name: "0022-booking-notices", up: addBookingNotice, down: dropBookingNotice },
]

/** knex's view of the list: no folder is read, so that it is the same in a build, a test and a bundle. */
export function migratorConfig(dialect: Dialect, list: readonly Migration[] = migrations): Knex.MigratorConfig {
  return {
    tableName: "carme_migrations",
    // MySQL commits at each DDL statement anyway.
    disableTransactions: dialect === "mysql2",
    migrationSource: {
      getMigrations: async () => [...list],
      getMigrationName: (migration: Migration) => migration.name,
      getMigration: async (migration: Migration) => ({
        up: (q: Knex) => migration.up({ dialect, q }),
        down: (q: Knex) => migration.down({ dialect, q }),
      }),
    },
  }
}
