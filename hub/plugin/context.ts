/** What a plugin is handed: the clock, a log, child processes, its own settings, and Python hooks. */
export interface Clock {
  /** The time of day, for stamps and moments. It may jump: whoever sets the system's clock moves it. */
  now(): Date
  /** Milliseconds since a moment of no meaning, for intervals: it never goes back and never jumps. */
  monotonic(): number
  /** Resolves after `ms` milliseconds, rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `tick` every `ms` milliseconds, never two at once; returns the stop function. */
  every(ms: number, tick: () => Promise<void> | void): () => void
}

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
  child(name: string): Log
}

export interface ExecOptions {
  /** The whole environment of the child: nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly input?: string | Buffer
  /** Milliseconds until SIGKILL; the default is 30 000. */
  readonly timeoutMs?: number
  /** Cap on stdout and on stderr, in bytes; more is cut off. The default is 16 MiB. */
  readonly maxBytes?: number
  readonly uid?: number
  readonly gid?: number
}

export interface ExecResult {
  /** Exit code, or null when a signal or the timeout ended it. */
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly stdout: string
  readonly stderr: string
}

export interface DaemonOptions extends ExecOptions {
  /** File that receives stdout and stderr; default is to inherit the hub's stderr. */
  readonly logFile?: string
  /** Supplementary groups, together with uid and gid; without it the child has none. */
  readonly groups?: readonly number[]
  readonly umask?: number
}

export interface Daemon {
  readonly pid: number
  /** Resolves when the process has ended, with its exit code or null for a signal. */
  readonly ended: Promise<number | null>
}

/** What the hub knows of a process that it did not start in this life, such as a local server after a restart. */
export interface Processes {
  /** When it started, in ticks since boot; null when it is gone or a zombie. With the pid, a name that no other process gets. */
  startTicks(pid: number): number | null
  /** A zombie is not alive; with `startTicks`, neither is another process that got the same pid. */
  alive(pid: number, startTicks?: number | null): boolean
  /** False when there is no such process; throws a Fault when it is not ours to signal. */
  signal(pid: number, signal: NodeJS.Signals): boolean
  /** The same for every process of the group that `pid` leads. */
  groupSignal(pid: number, signal: NodeJS.Signals): boolean
}

/** Runs an argv array (never a shell string). Rejects only when the program cannot be started. */
export type Exec = (argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>
/** Starts a long-lived process in a session of its own, which outlives the hub unless stopped. */
export type StartDaemon = (argv: readonly string[], options?: DaemonOptions) => Promise<Daemon>

/** A Python object of the site's configuration, living in the resident Python process. */
export interface PyRef {
  readonly __py__: number
  /** What it is, for messages: `function my_hook` or `class MySpawner`. */
  readonly repr: string
  readonly kind: "function" | "class" | "object"
}

/** What a hook finds on the spawner that it is handed. */
export interface SpawnerStandIn {
  readonly user: Readonly<Record<string, unknown>> & { readonly name: string }
  /** The server's name; empty for the default server. */
  readonly name: string
  readonly traits: Readonly<Record<string, unknown>>
}

export interface SpawnerAnswer {
  readonly result: unknown
  /** Traits that the hook set, by their bare names. */
  readonly changes: Readonly<Record<string, unknown>>
}

export interface PluginContext {
  readonly clock: Clock
  readonly log: Log
  readonly exec: Exec
  readonly startDaemon: StartDaemon
  readonly processes: Processes
  /** A trait by its JupyterHub name, such as `Spawner.cmd`; subclass sections win, as in traitlets. */
  setting<T = unknown>(name: string): T
  /** One variable of the hub's own environment: servers get only those that `Spawner.env_keep` and the like name. */
  hubEnv(name: string): string | undefined
  /** Calls a Python hook with JSON arguments and stand-ins (stand-in.ts); keywords that it has no parameter for are left out. */
  call(fn: PyRef, args: readonly unknown[], kwargs?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** Calls a Python hook that takes the spawner, and says what it changed there. */
  callWithSpawner(fn: PyRef, spawner: SpawnerStandIn, args?: readonly unknown[]): Promise<SpawnerAnswer>
  /** The hub's URL as servers reach it, such as `http://10.0.0.1:8081/hub/api`. */
  readonly hubApiUrl: string
}
