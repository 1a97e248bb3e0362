/** The name of a run, given before anything is submitted: a Slurm job bears it, so that a crashed hub finds its jobs again. */
import { randomUUID } from "node:crypto"

/** `carme-<hub id>-<uuid>`, at most 60 of [a-z0-9-]; two hubs on one cluster never take each other's jobs for their own. */
export function newRunId(hubId: string): string {
  return `carme-${hubId}-${randomUUID()}`
}
