/** Quotas that are changed at run time, and what runs are charged with in GPU-hours. */
import type { Queryable } from "../db.ts"
import { type Addition, addColumns, createTables, dropColumns, dropTables, type Table } from "../ddl.ts"

const tables: readonly Table[] = [
  {
    name: "carme_quotas",
    columns: {
      role: "varchar(255) not null",
      limits: "text not null",
      changed_by: "varchar(255) not null",
      changed_at: "moment not null",
    },
    primaryKey: ["role"],
  },
  {
    name: "carme_quota_exceptions",
    columns: {
      id: "serial",
      user_id: "int",
      group_id: "int",
      limits: "text not null",
      until: "moment",
      changed_by: "varchar(255) not null",
      changed_at: "moment not null",
    },
    primaryKey: ["id"],
    unique: ["user_id", "group_id"],
    references: { user_id: ["users", "id", "CASCADE"], group_id: ["groups", "id", "CASCADE"] },
  },
]

/** Times of the charge are seconds since 1970, so that every database can reckon with them. */
export const charge: Addition = {
  table: "carme_allocations",
  columns: {
    weighted_gpus: "double precision default 0 not null",
    started_s: "double precision",
    ended_s: "double precision",
    settled_by: "varchar(16)",
    ask_at_s: "double precision",
  },
  indexes: [["user_id", "ended_s"], ["ended_s"], ["ask_at_s"]],
}

const starts: Addition = { table: "carme_runs", columns: {}, indexes: [["user_id", "requested_at"]] }

export async function quotasUp(db: Queryable): Promise<void> {
  await createTables(db, tables)
  await addColumns(db, charge)
  await addColumns(db, starts)
  // What ended before anything was put down in GPU-hours is not charged afterwards.
  await db.q("carme_allocations").update({ weighted_gpus: db.q.ref("gpus") })
  await db.q("carme_allocations").whereNotNull("released_at").update({ ended_s: 0, settled_by: "hub" })
}

export async function quotasDown(db: Queryable): Promise<void> {
  await dropColumns(db, starts)
  await dropColumns(db, charge)
  await dropTables(db, tables)
}
