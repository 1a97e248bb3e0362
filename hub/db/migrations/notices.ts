/** What people want to be told of their runs, and whether they were. */
import type { Table } from "../ddl.ts"

export const noticeTables: readonly Table[] = [
  {
    name: "carme_notices",
    columns: {
      run_id: "varchar(64) not null",
      kind: "varchar(16) not null",
      state: "varchar(16) not null",
      attempts: "int not null",
      not_before: "moment",
      changed_at: "moment not null",
    },
    primaryKey: ["run_id", "kind"],
    references: { run_id: ["carme_runs", "id", "CASCADE"] },
    indexes: [["state", "not_before"]],
  },
]
