/** The table of containers that people and administrators added, and of what was measured of those of the configuration. */
import type { Table } from "../ddl.ts"

export const containerTables: readonly Table[] = [
  {
    name: "carme_containers",
    columns: {
      id: "varchar(96) not null",
      /** NULL is the site's. */
      owner_id: "int",
      source: "varchar(16) not null",
      origin: "longtext not null",
      image: "longtext not null",
      display_name: "varchar(255) not null",
      description: "longtext not null",
      version: "varchar(64)",
      logo: "longtext",
      labels: "longtext not null",
      roles: "longtext not null",
      groups: "longtext not null",
      binds: "longtext not null",
      cuda: "varchar(32)",
      min_driver: "varchar(32)",
      state: "varchar(16) not null",
      task: "longtext",
      facts: "longtext",
      message: "longtext",
      created_by: "varchar(255) not null",
      created_at: "moment not null",
      changed_at: "moment not null",
    },
    primaryKey: ["id"],
    references: { owner_id: ["users", "id", "CASCADE"] },
    indexes: [["owner_id"], ["state"]],
  },
]
