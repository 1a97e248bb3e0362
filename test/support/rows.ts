/** Rows for tests: all that a column asks for, and what the test cares about on top. */

import { blankContainer } from "../../hub/core/containers/blank-container.ts"
import { blankRun } from "../../hub/core/servers/blank-run.ts"
import type { AllocationRow } from "../../hub/db/allocations.ts"
import type { ApiTokenRow, ContainerRow, RunRow, ServiceRow } from "../../hub/db/rows.ts"
import type { NewService } from "../../hub/db/services.ts"
import type { NewSpawner } from "../../hub/db/spawners.ts"
import type { NewUser } from "../../hub/db/users.ts"

export const noon = new Date("2026-11-23T12:00:00.000Z")

export function user(row: Partial<NewUser> & { name: string }): NewUser {
  return {
    admin: false,
    created: noon,
    last_activity: null,
    cookie_id: `cookie-of-${row.name}`,
    user_info: null,
    encrypted_auth_state: null,
    ...row,
  }
}

export function spawner(row: Partial<NewSpawner> & { user_id: number }): NewSpawner {
  return {
    server_id: null,
    state: null,
    name: "",
    display_name: null,
    started: null,
    last_activity: null,
    user_options: null,
    oauth_client_id: null,
    ...row,
  }
}

export function run(row: Partial<RunRow> & { id: string }): RunRow {
  return {
    ...blankRun,
    live_key: null,
    spawner_id: null,
    user_id: null,
    user_name: "alice",
    server_name: "",
    spawner: "simple",
    state: "admitted",
    user_options: {},
    requested_by: "alice",
    requested_at: noon,
    ...row,
  }
}

export function token(row: Partial<ApiTokenRow> & { hashed: string }): Omit<ApiTokenRow, "id"> {
  return {
    user_id: null,
    service_id: null,
    prefix: "abcd",
    client_id: "jupyterhub",
    session_id: null,
    created: noon,
    expires_at: null,
    last_activity: null,
    note: null,
    scopes: [],
    ...row,
  }
}

export function service(row: Partial<ServiceRow> & { name: string }): NewService {
  return {
    admin: false,
    url: null,
    oauth_client_allowed_scopes: null,
    info: null,
    display: true,
    oauth_no_confirm: false,
    from_config: false,
    oauth_client_id: null,
    pid: null,
    ...row,
  }
}

export function container(row: Partial<ContainerRow> & { id: string }): ContainerRow {
  return {
    ...blankContainer,
    source: "path",
    origin: "/srv/images/x.sif",
    image: "/srv/images/x.sif",
    display_name: row.id,
    created_by: "admin",
    created_at: noon,
    changed_at: noon,
    ...row,
  }
}

/** A charge, of GPUs of weight 1 unless it says another. */
export function allocation(row: Partial<AllocationRow> & { run_id: string }): AllocationRow {
  return {
    project_id: null,
    user_id: null,
    gpus: 0,
    gpu_type: null,
    walltime_minutes: null,
    memory_mb: null,
    queue: null,
    admitted_at: noon,
    released_at: null,
    weighted_gpus: row.gpus ?? 0,
    started_s: null,
    ended_s: null,
    settled_by: null,
    ask_at_s: null,
    ...row,
  }
}
