/** The server that a share or a share code is about, as far as others than its owner see it: selected with either row. */
import type { Knex } from "knex"
import type { RunState } from "./rows.ts"

export interface SharedServer {
  /** Names as they are now, whatever the stored scopes say. */
  readonly owner: string
  readonly server: string
  /** null: nothing runs. */
  readonly runState: RunState | null
  readonly runReason: string | null
}

export interface ListPage {
  readonly offset: number
  readonly limit: number
}

/** `table` has the columns `owner_id` and `spawner_id`. */
export function withServer(found: Knex.QueryBuilder, table: "shares" | "share_codes"): Knex.QueryBuilder {
  return found
    .join("spawners", "spawners.id", `${table}.spawner_id`)
    .join("users as owners", "owners.id", `${table}.owner_id`)
    .leftJoin("carme_runs", "carme_runs.live_key", "spawners.id")
}

/** For a select with `withServer`; `readServer` reads them. */
export const serverColumns = {
  owner_name: "owners.name",
  server_name: "spawners.name",
  run_state: "carme_runs.state",
  run_reason: "carme_runs.reason",
} as const

export function readServer(raw: Readonly<Record<string, unknown>>): SharedServer {
  return {
    owner: String(raw.owner_name ?? ""),
    server: String(raw.server_name ?? ""),
    runState: (raw.run_state ?? null) as RunState | null,
    runReason: (raw.run_reason ?? null) as string | null,
  }
}
