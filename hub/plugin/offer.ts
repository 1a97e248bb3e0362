/** What a person may choose from: queues, containers, limits, bookings and projects, as spawners see them. */

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
  /** For a request that gives no number; absent is none. Nobody gets more by it than they may have. */
  readonly defaultGpus?: number
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
  /** Of one that was made in the scheduler by hand, its name there. */
  readonly id: number | string
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
