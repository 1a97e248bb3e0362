/** Slurm's job states and what each means for a run. One that is not in the table means unknown, never gone. */
export type Phase = "pending" | "running" | "gone"

const phases: Readonly<Record<string, Phase>> = {
  PENDING: "pending",
  CONFIGURING: "pending",
  REQUEUED: "pending",
  REQUEUE_FED: "pending",
  REQUEUE_HOLD: "pending",
  RESV_DEL_HOLD: "pending",
  SPECIAL_EXIT: "pending",
  POWER_UP_NODE: "pending",
  RUNNING: "running",
  // The node is held until the epilog has ended.
  COMPLETING: "running",
  STAGE_OUT: "running",
  SIGNALING: "running",
  STOPPED: "running",
  SUSPENDED: "running",
  RESIZING: "running",
  UPDATE_DB: "running",
  EXPEDITING: "pending",
  COMPLETED: "gone",
  FAILED: "gone",
  TIMEOUT: "gone",
  CANCELLED: "gone",
  PREEMPTED: "gone",
  NODE_FAIL: "gone",
  OUT_OF_MEMORY: "gone",
  BOOT_FAIL: "gone",
  DEADLINE: "gone",
  LAUNCH_FAILED: "gone",
  RECONFIG_FAIL: "gone",
  REVOKED: "gone",
}

const endings: Readonly<Record<string, string>> = {
  COMPLETED: "The server ended by itself.",
  FAILED: "The job failed.",
  TIMEOUT: "The job reached its time limit.",
  CANCELLED: "The job was cancelled.",
  PREEMPTED: "The job made way for one of higher priority.",
  NODE_FAIL: "The node of the job failed.",
  OUT_OF_MEMORY: "The job used more memory than it had asked for.",
  BOOT_FAIL: "The node of the job did not boot.",
  DEADLINE: "The job could not end before its deadline.",
  LAUNCH_FAILED: "Slurm could not launch the job on its node.",
  RECONFIG_FAIL: "Slurm could not prepare the node of the job.",
  REVOKED: "The job was taken back by another cluster.",
}

/** The job is over, and holds its nodes until the epilog has ended, or until its files are copied out of a burst buffer. */
export function isEnding(state: string): boolean {
  return ["COMPLETING", "STAGE_OUT"].includes(baseState(state))
}

/** sacct writes `CANCELLED by 20001`. Null is a state that this table does not know. */
export function phaseOf(state: string): Phase | null {
  return phases[baseState(state)] ?? null
}

/** How it ended, for the person. `reason` is Slurm's own word where it says more than the state. */
export function endingOf(state: string, exitCode: number | null, reason = ""): string {
  const base = baseState(state)
  const ending = endings[base] ?? `The job ended as ${base}.`
  if (base === "FAILED" && exitCode !== null) return `The job failed with exit code ${exitCode}.`
  const own = /^\w+$/.test(reason) && !["None", "NonZeroExitCode", "TimeLimit", "OutOfMemory"].includes(reason)
  return own ? `${ending} Slurm's reason is ${reason}.` : ending
}

function baseState(state: string): string {
  return state.trim().split(/[\s+]/)[0]?.toUpperCase() ?? ""
}
