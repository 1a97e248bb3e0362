/** The rows of JupyterHub 6.1's tables and of ours, as the table-group files return them: times as Date, JSON parsed. */
import type { Demand } from "../plugin/demand.ts"
import type { WebApp } from "../plugin/offer.ts"
import type { JsonObject } from "../plugin/spawner.ts"

export interface UserRow {
  readonly id: number
  readonly name: string
  readonly admin: boolean
  readonly created: Date
  readonly last_activity: Date | null
  /** The value inside the login cookie. */
  readonly cookie_id: string
  readonly user_info: JsonObject | null
  readonly encrypted_auth_state: Buffer | null
}

export interface SpawnerRow {
  readonly id: number
  readonly user_id: number
  readonly server_id: number | null
  readonly state: JsonObject | null
  /** The empty string is the default server. */
  readonly name: string
  readonly display_name: string | null
  readonly started: Date | null
  readonly last_activity: Date | null
  readonly user_options: JsonObject | null
  readonly oauth_client_id: string | null
}

export interface ServerRow {
  readonly id: number
  readonly proto: string
  readonly ip: string
  readonly port: number
  readonly base_url: string
  readonly cookie_name: string
}

export interface GroupRow {
  readonly id: number
  readonly name: string
  readonly properties: JsonObject
}

export interface RoleRow {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly scopes: readonly string[]
  readonly managed_by_auth: boolean
}

export interface ServiceRow {
  readonly id: number
  readonly name: string
  readonly admin: boolean
  readonly url: string | null
  readonly oauth_client_allowed_scopes: readonly string[] | null
  readonly info: JsonObject | null
  readonly display: boolean | null
  readonly oauth_no_confirm: boolean | null
  /** An argv; null or empty where the hub does not run it. */
  readonly command: readonly string[] | null
  readonly cwd: string | null
  readonly environment: JsonObject | null
  /** The OS account that it runs as; null or empty is the hub's own. */
  readonly user: string | null
  /** Seconds to wait for its answer. */
  readonly timeout: number
  readonly from_config: boolean | null
  /** Where it is reached; null for one without a URL. */
  readonly _server_id: number | null
  readonly oauth_client_id: string | null
  /** Its process, while the hub runs it. */
  readonly pid: number | null
}

export interface ApiTokenRow {
  readonly id: number
  readonly user_id: number | null
  readonly service_id: number | null
  readonly hashed: string
  readonly prefix: string
  readonly client_id: string
  readonly session_id: string | null
  readonly created: Date | null
  readonly expires_at: Date | null
  readonly last_activity: Date | null
  readonly note: string | null
  readonly scopes: readonly string[]
}

export interface OAuthClientRow {
  readonly id: number
  readonly identifier: string
  readonly description: string | null
  readonly secret: string
  readonly redirect_uri: string
  readonly allowed_scopes: readonly string[]
}

export interface OAuthCodeRow {
  readonly id: number
  readonly client_id: string
  readonly code: string
  /** Unix seconds. */
  readonly expires_at: number
  readonly redirect_uri: string | null
  readonly session_id: string | null
  readonly user_id: number
  readonly scopes: readonly string[]
  readonly code_challenge: string | null
  readonly code_challenge_method: string | null
}

export const runStates = ["admitted", "queued", "starting", "ready", "stopping", "stopped"] as const
export type RunState = (typeof runStates)[number]
export type Outcome = "stopped" | "failed" | "refused" | "ended"

/**
 * carme_runs: one attempt at a server. `live_key` is the spawner's id while the run lives and NULL after: unique. While a
 * run makes way for another of its server it is the same with a minus: it lives, but is no longer the server's run.
 */
export interface RunRow {
  readonly id: string
  readonly live_key: number | null
  readonly spawner_id: number | null
  readonly user_id: number | null
  readonly user_name: string
  readonly server_name: string
  /** Name of the plugin that started it. */
  readonly spawner: string
  readonly state: RunState
  readonly user_options: JsonObject
  readonly demand: Demand
  /** What the plugin stored at the submit. */
  readonly job: JsonObject
  readonly node: string | null
  /** What the server is reached under, once known: host as the plugin gave it, port as the server reported it. */
  readonly host: string | null
  readonly port: number | null
  /** The backend's own words while it waits, for the progress page. */
  readonly reason: string | null
  readonly estimate: Date | null
  readonly requested_by: string
  readonly requested_at: Date
  /** The row of api_tokens that this run's server holds; deleted when the run ends. */
  readonly token_id: number | null
  /** Set before the submit is tried, and again while it lasts: a run that has it is never submitted again, only looked for. */
  readonly submitting_at: Date | null
  readonly submitted_at: Date | null
  readonly allocated_at: Date | null
  readonly ready_at: Date | null
  readonly stopping_at: Date | null
  readonly ended_at: Date | null
  readonly outcome: Outcome | null
  readonly message: string | null
  readonly message_html: string | null
  /** What whoever asked for a start that failed is answered with, where a hook or a spawner said so. */
  readonly status: number | null
  /** Its reason in a word, for the metrics. */
  readonly code: string | null
}

export const containerStates = ["requested", "queued", "building", "ready", "failed", "deleting"] as const
export type ContainerState = (typeof containerStates)[number]
/** Where its image comes from; config: a container of the configuration, of which only the measurements are kept here. */
export type ContainerSource = "path" | "pull" | "definition" | "config"

/** carme_containers: the state has one writer, a compare-and-set. */
export interface ContainerRow {
  readonly id: string
  /** null is the site's. */
  readonly owner_id: number | null
  readonly source: ContainerSource
  /** The path, the address of the pull or the text of the definition file, as it was given. */
  readonly origin: string
  /** Path of the image; empty until it is known. */
  readonly image: string
  readonly display_name: string
  readonly description: string
  readonly version: string | null
  readonly logo: string | null
  readonly labels: readonly string[]
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  readonly binds: readonly string[]
  /** null is JupyterLab. */
  readonly app: WebApp | null
  readonly cuda: string | null
  readonly min_driver: string | null
  readonly state: ContainerState
  /** The job that makes or measures it. */
  readonly task: ContainerTask | null
  /** What was measured of the image. */
  readonly facts: ImageFacts | null
  readonly message: string | null
  readonly created_by: string
  readonly created_at: Date
  readonly changed_at: Date
}

export interface ContainerTask {
  /** The job's name, given before it is submitted. */
  readonly id: string
  readonly kind: "measure" | "pull" | "build"
  /** Whose job it is. */
  readonly user: string
  /** Milliseconds since 1970: when the submit was begun, and since when no job of that name was found. */
  readonly submitting?: number
  readonly job: JsonObject
}

/** Told by a job of whoever added the image, so none of it is trusted with more than that person may do anyway. */
export interface ImageFacts {
  readonly digest: string
  /** Bytes. */
  readonly size: number
  /** `inode size mtime ctime`. */
  readonly stamp: string
  readonly measuredAt: string
  readonly arch?: string
  readonly python?: string
  readonly jupyterhub?: string
  readonly cuda?: string
  /** What nvidia-smi said on the node that measured. */
  readonly driver?: string
  readonly packages: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** By one of the site's keys; absent where the site has none. */
  readonly signed?: boolean
}

/** carme_run_events: what happened to a run, in order; the progress page, history and audit read these. */
export interface RunEventRow {
  readonly id: number
  readonly run_id: string
  readonly at: Date
  /** The state after the event. */
  readonly state: RunState
  readonly event: string
  /** 0 to 100. */
  readonly progress: number
  readonly message: string
  readonly message_html: string | null
}
