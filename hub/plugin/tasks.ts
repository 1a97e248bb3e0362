/** Work beside servers: jobs of a person that the hub starts, watches, and reads the log and the result of. */
import type { PluginContext } from "./context.ts"
import type { Queue } from "./offer.ts"
import type { JobStatus, JsonObject } from "./spawner.ts"

export interface Task {
  /** The job's name, given before it is submitted: as a run's id. */
  readonly id: string
  /** Whose job it is. */
  readonly user: string
  /** What this plugin stored at the submit. */
  readonly state: JsonObject
}

export interface TaskRequest extends Omit<Task, "state"> {
  /**
   * Text for bash, fixed by the hub. It finds `carme_apptainer`, a function; `input` and `result`, paths of files; and
   * each of `values` as a variable. What it writes to `result` is what `result` gives.
   */
  readonly script: string
  /** Texts of people are in these and in `input`, never in the script. */
  readonly values: Readonly<Record<string, string>>
  /** What is in the file `input`. */
  readonly input?: string
  readonly queue: Queue | null
  readonly walltimeMinutes: number
  readonly cpus: number
  readonly memoryMb: number
}

export interface Tasks {
  /** The home folder of this person. Throws Refusal where there is no such account. */
  home(user: string, context: PluginContext): Promise<string>
  /** As a spawner's start: a Refusal is the backend's no, a Fault is unknown. */
  submit(request: TaskRequest, context: PluginContext): Promise<JsonObject>
  poll(tasks: readonly Task[], context: PluginContext): Promise<ReadonlyMap<string, JobStatus>>
  /** By name, after a crash; absent is not there, a Fault is don't know. */
  find(tasks: readonly Task[], context: PluginContext): Promise<ReadonlyMap<string, JsonObject>>
  /** A job that is over is no failure. */
  cancel(task: Task, context: PluginContext): Promise<void>
  /** The last lines of what it printed, as text. */
  log(task: Task, context: PluginContext): Promise<string | null>
  /** What it wrote to `result`: null is nothing (yet). Not to be trusted more than its user. */
  result(task: Task, context: PluginContext): Promise<string | null>
  /** Removes a file as this person. One that is not there is no failure. */
  removeFile(user: string, path: string, context: PluginContext): Promise<void>
}
