/** Projects: who is in them, what they may use, and which runs they pay for. */
import type { Queryable } from "../db.ts"
import { type Addition, addColumns, createTables, dropColumns, dropTables, type Table } from "../ddl.ts"

const tables: readonly Table[] = [
  {
    name: "carme_projects",
    columns: {
      id: "serial",
      name: "varchar(255) not null",
      group_id: "int",
      owner_id: "int",
      display_name: "varchar(255) not null",
      description: "text not null",
      gpu_hours: "double precision",
      account: "varchar(64)",
      expires_at: "moment",
      created_by: "varchar(255) not null",
      created_at: "moment not null",
    },
    primaryKey: ["id"],
    unique: ["name"],
    references: { group_id: ["groups", "id", "SET NULL"], owner_id: ["users", "id", "SET NULL"] },
    indexes: [["expires_at"]],
  },
  {
    name: "carme_project_members",
    columns: {
      project_id: "int not null",
      user_id: "int not null",
      role: "varchar(16) not null",
      since: "moment not null",
      admitted_by: "varchar(255)",
    },
    primaryKey: ["project_id", "user_id"],
    references: { project_id: ["carme_projects", "id", "CASCADE"], user_id: ["users", "id", "CASCADE"] },
    indexes: [["user_id"]],
  },
]

/** No reference: what was used stays in the books when a project goes. */
export const paidBy: Addition = {
  table: "carme_allocations",
  columns: { project_id: "int" },
  indexes: [["project_id", "ended_s"]],
}

export async function projectsUp(db: Queryable): Promise<void> {
  await createTables(db, tables)
  await addColumns(db, paidBy)
}

export async function projectsDown(db: Queryable): Promise<void> {
  await dropColumns(db, paidBy)
  await dropTables(db, tables)
}
