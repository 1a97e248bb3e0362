/** Looks for runs whose submit was cut off (the hub died, or the backend gave no clear answer): by name, never by trying again. */
import type { RunRow } from "../../db/rows.ts"
import { listGivenUpRuns, updateRun } from "../../db/runs.ts"
import type { Core } from "../core.ts"
import { runView } from "./run-view.ts"
import { apply } from "./server-transition.ts"

/** How long a job may take to show up after whoever submitted it was last heard of. */
const graceMs = 30_000
/** For how long after that it is still looked for, so that none runs that nobody knows. */
const watchMs = 10 * 60_000

interface LostSubmits {
  /** `lost` are runs that were being submitted, by nobody of this process. */
  look(lost: readonly RunRow[]): Promise<void>
}

interface Missing {
  /** By the steady clock. */
  readonly since: number
  /** What whoever submits it, if anybody still does, wrote last: once that changes the time of grace begins anew. */
  readonly heard: number
}

export function createLostSubmits(core: Core): LostSubmits {
  /** What the backend says there is no job of; what it was told before is forgotten. */
  let missing = new Map<string, Missing>()
  return {
    async look(lost) {
      const now = core.clock.monotonic()
      const givenUp = await listGivenUpRuns(core.db, new Date(core.clock.now().getTime() - watchMs))
      if (lost.length + givenUp.length === 0) {
        missing = new Map()
        return
      }
      const views = [...lost, ...givenUp].map(run => runView(core, run))
      const found = await core.spawner.find(views, core.spawnerContext).catch(error => {
        core.log.warn("Jobs could not be looked for", { cause: error })
        return null
      })
      // Who cannot be asked says nothing: the time of grace begins anew.
      if (found === null) {
        missing = new Map()
        return
      }
      const absent = lost.filter(run => !found.has(run.id))
      missing = new Map(
        absent.map(run => {
          const known = missing.get(run.id)
          const heard = run.submitting_at?.getTime() ?? 0
          return [run.id, known?.heard === heard ? known : { since: now, heard }]
        }),
      )
      await Promise.all([
        ...lost.flatMap(run => adopt(core, run, found.get(run.id))),
        ...givenUp.flatMap(run => end(core, run, found.get(run.id))),
        ...absent.filter(run => now - (missing.get(run.id)?.since ?? now) >= graceMs).map(run => giveUp(core, run)),
      ])
    },
  }
}

function adopt(core: Core, run: RunRow, job: RunRow["job"] | undefined): Promise<unknown>[] {
  if (job === undefined) return []
  core.log.info("Found the job of a run whose submit was cut off", { run: run.id })
  if (run.state === "stopping") {
    return [updateRun(core.db, run.id, ["stopping"], { job, submitted_at: core.clock.now() })]
  }
  // What was put down as a doubt about the submit is settled.
  return [
    apply(core, run.id, "submitted", { message: "Spawning server...", progress: 20, patch: { job, message: null } }),
  ]
}

async function giveUp(core: Core, run: RunRow): Promise<void> {
  const message = run.message ?? "The hub was restarted while this was being submitted: start it again."
  if (run.state === "stopping") {
    await apply(core, run.id, "gone", { message: "Stopped before it was started", progress: 100 })
    return
  }
  await apply(core, run.id, "gone", { message, progress: 100, patch: { outcome: "failed", message } })
}

/** A job that came up after its run had been given up. */
function end(core: Core, run: RunRow, job: RunRow["job"] | undefined): Promise<unknown>[] {
  if (job === undefined) return []
  core.log.warn("A job came up for a run that had been given up: stopping it", { run: run.id })
  const stopped = core.spawner.stop(runView(core, { ...run, job }), core.spawnerContext)
  return [stopped.catch(error => core.log.warn("A job could not be ended", { run: run.id, cause: error }))]
}
