/** The jobs that Slurm has of one hub: on the shared cluster other test files run jobs of the same users. */
import type { Core } from "../../hub/core/core.ts"
import type { Cluster } from "./cluster.ts"

export interface HubJob {
  readonly id: string
  readonly state: string
}

/** Asks squeue, and knows the hub's jobs by their names: those are the ids of its runs. */
export async function hubJobs(lab: Cluster, core: Core, user: string): Promise<readonly HubJob[]> {
  const told = await lab.run(["squeue", "-h", "-u", user, "-o", "%i %T %j"])
  const runs = new Set<string>(await core.db.q("carme_runs").pluck("id"))
  return told
    .trim()
    .split("\n")
    .map(line => line.split(" "))
    .filter(([, , name = ""]) => runs.has(name))
    .map(([id = "", state = ""]) => ({ id, state }))
}
