/** Drives every live run forward by what the database says of it: that is why a restart needs no path of its own. */
import { type Lease, releaseLease, renewLease } from "../../db/leases.ts"
import type { RunRow } from "../../db/rows.ts"
import { findLatestRunEvents } from "../../db/run-events.ts"
import { claimSubmit, listLiveRuns, renewSubmits } from "../../db/runs.ts"
import type { Core } from "../core.ts"
import { createStopwatches } from "../stopwatch.ts"
import { leaseTaker } from "../take-lease.ts"
import { createTasks, everyRun } from "../tasks.ts"
import { bringUp } from "./bring-up.ts"
import { dropRoute, endRun } from "./end-run.ts"
import { failRun } from "./fail-run.ts"
import { createIdentityWatch } from "./identity-watch.ts"
import { createLostSubmits } from "./lost-submits.ts"
import { createPollPace } from "./poll-pace.ts"
import { serverTarget } from "./server-address.ts"
import { apply } from "./server-transition.ts"
import { submitRun } from "./submit-run.ts"
import { conductorKey } from "./wake.ts"
import { watch } from "./watch.ts"

interface Conductor {
  /** Lets submits that are under way come to their end, for at most `graceMs`; everything else can be picked up by the next hub. */
  stop(graceMs?: number): Promise<void>
}

/** Not more hooks, sudos and sbatches than this at a time; the others wait their turn. */
const submitsAtOnce = 20
const leaseName = "conductor"
/** All but `ready`: a turn's work does not grow with the servers that simply run. */
const underWay = ["admitted", "queued", "starting", "stopping"] as const

export function startConductor(core: Core): Conductor {
  const stopping = new AbortController()
  const tasks = createTasks(taskEnded)
  const lost = createLostSubmits(core)
  const intervalMs = core.config.get("CarmeHub.poll_interval") * 1000
  /** Run id -> when its job was last asked to end. */
  const asked = new Map<string, number>()
  const routeless = new Set<string>()
  /** Runs of which a task has ended since the database was read: what was read of them is out of date. */
  const moved = new Set<string>()
  const identities = createIdentityWatch(core)
  let lease: Lease | null = null
  let leaseSeen = 0
  let lastPoll = Number.NEGATIVE_INFINITY
  let lastPollOfAll = Number.NEGATIVE_INFINITY
  let gapMs = intervalMs
  const now = () => core.clock.monotonic()
  const ttlMs = Math.max(15_000, intervalMs * 3)
  const takeLease = leaseTaker(core, leaseName, ttlMs)
  const stopwatches = createStopwatches(core.clock)
  const pace = createPollPace(intervalMs, now, (id, at) => stopwatches.since(id, "stopping", at))

  /** Whatever happens to one run must not keep the others waiting: what takes time is a task of that run. */
  async function tick(): Promise<void> {
    moved.clear()
    const runs = await listLiveRuns(core.db, underWay)
    for (const run of runs.filter(run => isNew(run) && !runs.some(other => makesWay(other, run)))) {
      if (tasks.count("submit") < submitsAtOnce) tasks.start(run.id, "submit", () => submit(run))
    }
    await renewSubmits(core.db, tasks.ids("submit"), core.clock.now())
    if (!(await lead())) return
    for (const run of runs) if (!moved.has(run.id)) conduct(run)
    stopwatches.keep(new Set(runs.map(run => run.id)))
    for (const id of asked.keys()) if (!runs.some(run => run.id === id)) forget(id)
    for (const id of tasks.ids("bring-up")) {
      if (!runs.some(run => run.id === id && run.state === "starting")) tasks.abort(id, "bring-up")
    }
    gapMs = pace.gapMs(runs)
    if (now() - lastPoll < gapMs) return
    lastPoll = now()
    tasks.start(everyRun, "look", () => lost.look(runs.filter(run => isCutOff(run) && !tasks.has(run.id))))
    tasks.start(everyRun, "poll", () => poll(runs))
  }

  /** Servers that run are looked at once in an interval, however often the few that somebody waits for are. */
  async function poll(runs: readonly RunRow[]): Promise<void> {
    const all = now() - lastPollOfAll >= intervalMs
    if (all) lastPollOfAll = now()
    const live = all ? await listLiveRuns(core.db) : runs
    if (all) void identities.turn(live)
    const asked = live.filter(isSubmitted)
    if (asked.length === 0) return
    const cause = await watch(core, asked)
    if (!pace.heard(cause === null)) return
    if (cause === null) core.log.info("The state of the servers can be asked for again")
    else core.log.warn("The state of the servers could not be asked for: asking less often until it can", { cause })
  }

  function forget(id: string): void {
    asked.delete(id)
    routeless.delete(id)
  }

  /** What failed is tried again at the next turn, not at once. */
  function taskEnded(id: string, kind: string, error?: unknown): void {
    moved.add(id)
    if (error !== undefined)
      core.log.error("A step of a run failed: trying again", { run: id, step: kind, cause: error })
    else if (id !== everyRun) core.bus.wake(conductorKey)
  }

  async function submit(run: RunRow): Promise<void> {
    const at = core.clock.now()
    if (await claimSubmit(core.db, run.id, at)) await submitRun(core, { ...run, submitting_at: at })
  }

  function conduct(run: RunRow): void {
    if (run.state === "starting" && serverTarget(core.config, run) !== null) {
      tasks.start(run.id, "bring-up", signal => bringUp(core, run, signal))
    } else if (run.state === "starting" && isOverdue(run)) {
      tasks.start(run.id, "fail", () => tooSlow(run))
    } else if (run.state === "stopping") {
      end(run)
    }
  }

  /** The time counts from when the job runs: hours in the queue are fine. */
  function isOverdue(run: RunRow): boolean {
    const limitMs = core.config.get("Spawner.start_timeout") * 1000
    return stopwatches.since(run.id, "starting", run.allocated_at ?? run.requested_at) > limitMs
  }

  /** A job that tells how far it has come, such as with copying files, has not fallen silent. */
  async function tooSlow(run: RunRow): Promise<void> {
    const seconds = core.config.get("Spawner.start_timeout")
    const [last] = await findLatestRunEvents(core.db, [run.id])
    if (last?.event === "told" && stopwatches.since(run.id, `told ${last.id}`, last.at) < seconds * 1000) return
    await failRun(core, run, `The job runs, but its server did not report to the hub within ${seconds} seconds.`)
  }

  function end(run: RunRow): void {
    if (run.submitting_at === null) {
      const step = { message: "Stopped before it was started", progress: 100 }
      tasks.start(run.id, "end", () => apply(core, run.id, "gone", step))
      return
    }
    if (run.submitted_at === null || now() - (asked.get(run.id) ?? Number.NEGATIVE_INFINITY) < intervalMs) return
    if (tasks.start(run.id, "end", () => endOnce(run))) asked.set(run.id, now())
  }

  async function endOnce(run: RunRow): Promise<void> {
    if (!routeless.has(run.id) && (await dropRoute(core, run))) routeless.add(run.id)
    await endRun(core, run)
  }

  /** Of several hubs on one database, one asks the backend. A restarted hub takes its own lease over at once. */
  async function lead(): Promise<boolean> {
    if (lease && now() - leaseSeen < ttlMs / 3) return true
    leaseSeen = now()
    if (lease && (await renewLease(core.db, lease, core.clock.now(), ttlMs))) return true
    lease = await takeLease()
    return lease !== null
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const turn = new AbortController()
      const until = AbortSignal.any([stopping.signal, turn.signal])
      // Listening before looking: what happens meanwhile is not missed.
      const woken = core.bus.wait(conductorKey, 3_600_000, until)
      await tick().catch(error => core.log.error("The conductor stumbled", { cause: error }))
      await Promise.race([woken, core.clock.sleep(restMs(), until).catch(() => {})])
      turn.abort()
    }
  }

  function restMs(): number {
    return Math.max(50, Math.min(intervalMs, lastPoll + gapMs - now()))
  }

  const running = loop()
  return {
    async stop(graceMs = 5000) {
      stopping.abort()
      tasks.abortAll("bring-up")
      await running
      if (graceMs > 0) {
        const enough = new AbortController()
        await Promise.race([tasks.done(), core.clock.sleep(graceMs, enough.signal).catch(() => {})])
        enough.abort()
      }
      await identities.stop()
      if (lease) await releaseLease(core.db, lease)
    },
  }
}

function isNew(run: RunRow): boolean {
  return run.state === "admitted" && run.submitting_at === null
}

/** What a change of choice has withdrawn is ended first: Slurm may not let a person have both jobs. */
function makesWay(other: RunRow, run: RunRow): boolean {
  return other.id !== run.id && other.spawner_id !== null && other.spawner_id === run.spawner_id
}

function isCutOff(run: RunRow): boolean {
  return run.submitting_at !== null && run.submitted_at === null
}

function isSubmitted(run: RunRow): boolean {
  return run.submitted_at !== null
}
