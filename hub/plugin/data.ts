/** What a site puts into sessions beside the image: file systems, and a folder for the time of the job. */

/** One line of `c.CarmeHub.mounts`. `{username}`, `{home}` and `{group}` stand for whole parts of the paths. */
export interface Mount {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
  /** A session without it does not start; of any other one that is missing the person is told. */
  readonly required: boolean
  readonly description: string
  /** Whom it is for and in which queues; null is no matter. All that are given must fit. */
  readonly users: readonly string[] | null
  readonly groups: readonly string[] | null
  readonly roles: readonly string[] | null
  readonly queues: readonly string[] | null
}

/** One entry of `c.CarmeHub.scratch`: the folder that a job has for itself while it runs. */
export interface Scratch {
  readonly name: string
  readonly kind: "node-local" | "beeond" | "command"
  /** Absolute; `{job_id}` and `{username}` may stand in it. */
  readonly path: string
  /** For people: how much fits, such as "1.8 TB". */
  readonly size: string
  readonly description: string
  /** null is all. */
  readonly queues: readonly string[] | null
  /** Words with `{job_id}`, `{username}`, `{path}` and `{nodefile}`, run in the job; empty where Slurm's prolog and epilog do it. */
  readonly start: readonly string[]
  readonly stop: readonly string[]
  /** Name of the folder at the top of the home at which the container shows it too; empty is none. */
  readonly homeFolder: string
}
