import type { Backstop } from "./backstop.ts"
import type { PluginContext } from "./context.ts"
import type { Refusal } from "./errors.ts"
import type { Scheduler, StartEstimate } from "./scheduler.ts"
import type { Tasks } from "./tasks.ts"

/** What a spawner plugin is and sees. It is stateless but for the JSON state that the hub keeps in the run's row. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

/** A class of service: partition, QOS and limits, from `c.CarmeHub.queues`. */
export interface Queue {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly partition: string | null
  readonly qos: string | null
  readonly account: string | null
  readonly maxWalltimeMinutes: number | null
  /** For a request that gives no time; null is the longest that is allowed. */
  readonly defaultWalltimeMinutes: number | null
  readonly maxGpusPerJob: number | null
  /** Nodes that one job may have. */
  readonly maxNodes: number
  readonly gpuTypes: readonly string[]
  /** CPUs and memory that go with each GPU, and for a job without one, unless the request gives its own. */
  readonly cpusPerGpu: number
  /** null leaves the memory to Slurm's own default. */
  readonly memoryMbPerGpu: number | null
  /** For interactive work: jobs are kept small, and start in seconds. */
  readonly isInstant: boolean
  /** Its jobs may have to make way for those of another queue. */
  readonly isPreemptible: boolean
  readonly isDefault: boolean
}

/** An image that sessions may run in, from `c.CarmeHub.containers` or the store in the database. */
export interface Container {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly image: string
  /** `source[:destination[:ro]]`, absolute, by the site. */
  readonly binds: readonly string[]
  readonly isDefault: boolean
  readonly version?: string
  /** Address of its picture: `https:` or `data:`. */
  readonly logo?: string
  readonly labels?: readonly string[]
  /** Who may use it: those of these roles or groups; none of both is everybody. */
  readonly roles?: readonly string[]
  readonly groups?: readonly string[]
  /** `sha256:` and 64 digits: the job refuses to run any other content. */
  readonly digest?: string
  /**
   * `inode size mtime ctime` of the file with that digest. Where it still is so, the digest is not computed again: given
   * only for images of the site and of the person themselves, whom nobody else could deceive by it.
   */
  readonly stamp?: string
  /** Folder of the keys of which one has to have signed the image. */
  readonly signedBy?: string
  /** The CUDA that is in it, and the least GPU driver that it needs, such as `12.4` and `550.54`. */
  readonly cuda?: string
  readonly minDriver?: string
  readonly origin?: ContainerOrigin
  /** Another web app than JupyterLab; absent is JupyterLab. */
  readonly app?: WebApp
}

/** A web app that a container starts, behind a proxy in the job that lets in whom the hub lets in. */
export interface WebApp {
  /** Words with `{port}` or `{unix_socket}`, `{base_url}` and `{prefix}`. */
  readonly command: readonly string[]
  /** Path of the app that answers once it is ready. */
  readonly ready: string
  /** Whether the app sees its paths without `/user/alice/`. */
  readonly stripPrefix: boolean
  readonly timeoutSeconds: number
}

/** Of the site's store, the person's own, or shared with a group of theirs. */
export type ContainerOrigin = "store" | "own" | "shared"

/** The most generous limits of a person's roles; null is no limit. */
export interface Limits {
  readonly gpus: number | null
  readonly gpusPerJob: number | null
  /** Types of GPUs; null is all. */
  readonly gpuTypes: readonly string[] | null
  readonly jobs: number | null
  /** Starts of servers in a day of the site's time zone. */
  readonly startsPerDay: number | null
  readonly walltimeMinutes: number | null
  /** GPU-hours (GPUs x time, by the weight of their type) in a day, week and month of the site's time zone. */
  readonly gpuHoursPerDay: number | null
  readonly gpuHoursPerWeek: number | null
  readonly gpuHoursPerMonth: number | null
  /** Names of queues; null is all. */
  readonly queues: readonly string[] | null
  /** Names of containers of the store; null is all. */
  readonly containers: readonly string[] | null
  /** May add containers of their own. */
  readonly addContainers: boolean
  /** What the images of those may hold together, in MiB. */
  readonly containerDiskMb: number | null
  /** null may book nothing. */
  readonly reservations: ReservationLimits | null
  /** What the home folder may hold, in MiB. */
  readonly diskMb: number | null
  /** Slurm's QOS for jobs in queues that name none; null leaves it to Slurm. */
  readonly qos: string | null
  /** Slurm's nice value: 0 is first, larger is later; null leaves it to Slurm. */
  readonly nice: number | null
}

/** What a person may book in the calendar; null is no limit. */
export interface ReservationLimits {
  /** How far ahead a booking may begin. */
  readonly daysAhead: number | null
  /** How long one booking may last. */
  readonly hours: number | null
}

/** What this person may choose from: what the form shows and the validation accepts. */
export interface Offer {
  readonly queues: readonly Queue[]
  readonly containers: readonly Container[]
  readonly limits: Limits
  /** Bookings that hold now and that this person may use; absent is none. */
  readonly bookings?: readonly Booking[]
  /** Projects that may pay for a run; absent is none. */
  readonly projects?: readonly OfferedProject[]
}

/** A booking in the calendar, while it holds. */
export interface Booking {
  readonly id: number
  /** The scheduler's name for it. */
  readonly name: string
  readonly queue: string
  /** What it is, in words. */
  readonly text: string
  readonly minutesLeft: number
}

/** A project as a person may choose it. */
export interface OfferedProject {
  readonly name: string
  readonly displayName: string
}

/** What a run is charged with by admission. A local server is one job of no GPUs. */
export interface Demand {
  readonly queue: string | null
  readonly container: string | null
  /** The container as it was when the run was admitted: one that is changed or removed meanwhile stays what this run has. */
  readonly resolved?: Container
  /** On all nodes together. */
  readonly gpus: number
  readonly gpuType: string | null
  /** Nodes that share the GPUs evenly; absent is one. */
  readonly nodes?: number
  /** On each node. */
  readonly cpus: number | null
  /** On each node. */
  readonly memoryMb: number | null
  readonly walltimeMinutes: number | null
  /** The scheduler's name of the booking that it runs in; absent is none by name. */
  readonly reservation?: string
  /** Name of the project that pays; absent is the person's own quota. */
  readonly project?: string
  /** Slurm's account, put in by admission where the project has one. */
  readonly account?: string
  /** Needs no room in the home folder, which is full. */
  readonly rescue?: true
  /** Put in by admission, from the person's limits: Slurm's QOS for queues that name none, and its nice value. */
  readonly qos?: string
  readonly nice?: number
}

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
  /** How the backend itself is told the limits of people's roles. */
  readonly backstop?: Backstop
  /** Jobs beside servers; absent where there is no backend for them. */
  readonly tasks?: Tasks
  /** Last lines of the job's own log for a failure message, as text. */
  log?(run: Run, context: PluginContext): Promise<string | null>
}
