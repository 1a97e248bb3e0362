import type { Backstop } from "./backstop.ts"
import type { PluginContext } from "./context.ts"
import type { Demand } from "./demand.ts"
import type { Refusal } from "./errors.ts"
import type { Finding } from "./finding.ts"
import type { Container, Offer, Queue } from "./offer.ts"
import type { Scheduler, StartEstimate } from "./scheduler.ts"
import type { Tasks } from "./tasks.ts"

/** What a spawner plugin is and sees. It is stateless but for the JSON state that the hub keeps in the run's row. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

export interface ParsedOptions {
  /** The user_options to store and show again: validated, plain JSON. */
  readonly userOptions: JsonObject
  readonly demand: Demand
}

export interface Person {
  readonly id: number
  readonly name: string
  readonly admin: boolean
  readonly groups: readonly string[]
  readonly roles: readonly string[]
}

/** Another way of asking, for somebody whose start would wait or is refused. */
export interface Choice {
  /** What is different, after "would start sooner": `with 2 GPUs`. */
  readonly change: string
  readonly options: JsonObject
}

/** One attempt at a server, as a plugin sees it. */
export interface Run {
  /** `carme-<hub id>-<uuid>`, [a-z0-9-]{1,60}: the job's name, given before it is submitted. */
  readonly id: string
  readonly user: Person
  readonly serverName: string
  readonly userOptions: JsonObject
  readonly demand: Demand
  readonly queue: Queue | null
  readonly container: Container | null
  /** What this plugin stored: `{job_id}` for Slurm, `{pid}` for a local process (as JupyterHub stores them); keys that begin with an underscore are not shown by the API. */
  readonly state: JsonObject
}

export interface StartRequest extends Run {
  /** The single-user environment, secrets included (JUPYTERHUB_API_TOKEN): never into argv, log or accounting. */
  readonly env: Readonly<Record<string, string>>
  /** `Spawner.cmd` + `Spawner.args`. */
  readonly cmd: readonly string[]
  /** Traits that hooks and group overrides changed for this one start, by their bare names (`mem_limit`, `req_partition`). */
  readonly overrides: Readonly<Record<string, unknown>>
  /** For a spawner that runs the hooks itself. */
  readonly authState?: JsonObject | null
  /** Adds to the story of this start, which people watch; `progress` is 0 to 100. */
  report?(progress: number, message: string): void
}

export interface Started {
  readonly state: JsonObject
  /** Where it will answer, when the spawner already knows. */
  readonly address?: Address
}

export interface Address {
  readonly host: string
  /** Absent when the server reports its port itself (POST /hub/api/batchspawner). */
  readonly port?: number
}

/** Paths of a server's key, its certificate, and the certificates of those whom it trusts. */
export interface CertificateFiles {
  readonly key: string
  readonly cert: string
  readonly ca: string
}

/** What the backend says of a job. `unknown` (backend unreachable) is never `gone`. */
export type JobStatus =
  | {
      readonly status: "pending"
      readonly reason: string
      readonly estimate?: Date
      /** Where it stands, in plain words for the progress page. */
      readonly text?: string
    }
  | {
      readonly status: "running"
      readonly address?: Address
      readonly since?: Date
      readonly ends?: Date
      readonly node?: string
      /** Its processes are over, or are being ended: nobody may be led to its address any more. It holds its place still. */
      readonly ending?: true
    }
  | { readonly status: "gone"; readonly exitCode: number | null; readonly reason: string }
  | { readonly status: "unknown"; readonly cause: string }

/** What the spawn page shows: trusted HTML of the site, or a partial of templates/ with its data. */
export type SpawnForm =
  | { readonly html: string }
  | { readonly template: string; readonly data: Record<string, unknown> }

export interface Spawner {
  readonly name: string
  /** Whether the hub makes a server prove that it holds its token before it gets a route. */
  readonly provesIdentity: boolean
  /** Its servers are jobs of a scheduler: a hub that stops leaves them running, unless the site sets `cleanup_servers`. */
  readonly outlivesHub?: boolean
  /** Its start runs the site's hooks and overrides and heeds start_timeout itself: it is a Python class, which they belong to. */
  readonly ownsStart?: boolean
  /** Checks types and choices; throws Refusal 400 for bad input, 403 for what this person may not choose. Pure. */
  parse(raw: JsonObject, offer: Offer, context: PluginContext): ParsedOptions
  /** Checks what can be known before the submit: the OS account, the image. Throws Refusal. No side effects. */
  check?(run: Run, context: PluginContext): Promise<void>
  /** With internal_ssl: puts the files that the hub made where the run's server can read them, and nobody else the key. */
  placeCertificates?(files: CertificateFiles, run: Run, context: PluginContext): Promise<CertificateFiles>
  /** With internal_ssl: further names of a server that is not on this machine, `DNS:name` and `IP:address`. */
  certificateNames?(run: Run, context: PluginContext): Promise<readonly string[]>
  /** Submits once, named run.id. A Refusal is the backend's no (its own words in the message); a Fault is unknown. */
  start(request: StartRequest, context: PluginContext): Promise<Started>
  /** All live runs at once, at most one query each tick. A run missing in the answer counts as unknown. */
  poll(runs: readonly Run[], context: PluginContext): Promise<ReadonlyMap<string, JobStatus>>
  /** Asks the backend to end it; `poll` says when it has. Throws Fault when the backend could not be asked. */
  stop(run: Run, context: PluginContext): Promise<void>
  /** Finds jobs by run id after a crash; absent is not there, a Fault is don't know. */
  find(runs: readonly Run[], context: PluginContext): Promise<ReadonlyMap<string, JsonObject>>
  form?(person: Person, offer: Offer, context: PluginContext): Promise<SpawnForm | null>
  /** The site's own form for this server, HTML; null is none. It goes before `form`. */
  siteForm?(run: Run, context: PluginContext): Promise<string | null>
  /** What was filled in there, as options; `isQuery` where it came in the address. */
  siteOptions?(
    run: Run,
    fields: Readonly<Record<string, readonly unknown[]>>,
    isQuery: boolean,
    context: PluginContext,
  ): Promise<JsonObject>
  /** After the end of a run, whatever it was. */
  finish?(run: Run, context: PluginContext): Promise<void>
  /** The server of a run has told the hub its port: for a start that waits for it. */
  portReported?(runId: string, port: number, context: PluginContext): Promise<void>
  /** Traits that a choice of the person brings for one start, by their bare names; hooks may change them further. */
  startTraits?(options: JsonObject, context: PluginContext): Readonly<Record<string, unknown>>
  /** When the backend would start such a run; nothing is submitted. Null: nobody to ask. Throws a Fault when it does not answer. */
  estimate?(run: Run, context: PluginContext): Promise<StartEstimate | null>
  /** Choices that may start sooner, fit the limit that `no` names, or end before a booking in `room` minutes; the nearest first. Pure. */
  alternatives?(asked: ParsedOptions, offer: Offer, no: Refusal | null, room: number | null): readonly Choice[]
  /** The batch scheduler behind it, for what the hub asks of one beside starting servers; null, or none of this, has none. */
  scheduler?(context: PluginContext): Scheduler | null
  /** Whether it can start a server for somebody whose home folder is full (`Demand.rescue`). */
  rescues?(context: PluginContext): boolean
  /** For `carme-hub doctor`: what is wrong with the backend's settings, and with what runs as this person; null is nobody. */
  diagnose?(user: string | null, context: PluginContext): Promise<readonly Finding[]>
  /** How the backend itself is told the limits of people's roles. */
  readonly backstop?: Backstop
  /** Jobs beside servers; absent where there is no backend for them. */
  readonly tasks?: Tasks
  /** Last lines of the job's own log for a failure message, as text. */
  log?(run: Run, context: PluginContext): Promise<string | null>
}
