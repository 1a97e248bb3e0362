/** Asks the backend about all live runs at once, and turns what it says into events of the runs. */
import type { RunRow } from "../../db/rows.ts"
import { updateRun } from "../../db/runs.ts"
import type { JobStatus } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { errorText } from "../error-text.ts"
import { dropRoute } from "./end-run.ts"
import { withLog } from "./fail-run.ts"
import { followTimeLimit } from "./follow-time-limit.ts"
import { isServerLost } from "./lost-server.ts"
import { timed } from "./run-metrics.ts"
import { note } from "./run-note.ts"
import { runView } from "./run-view.ts"
import { apply } from "./server-transition.ts"
import { runStopHook } from "./stop-hook.ts"

/**
 * `runs` have been submitted. A backend that fails altogether says nothing about anybody: nothing is changed. The
 * answer is why nothing is known of any of them, or null where something is.
 */
export async function watch(core: Core, runs: readonly RunRow[]): Promise<string | null> {
  if (runs.length === 0) return null
  const views = runs.map(run => runView(core, run))
  const answers = await timed(core, core.metrics.queueQueryDuration, () =>
    core.spawner.poll(views, core.spawnerContext),
  ).catch(
    error => new Map<string, JobStatus>(runs.map(run => [run.id, { status: "unknown", cause: errorText(error) }])),
  )
  const heard = runs.map(run => ({ run, status: answers.get(run.id) ?? unanswered }))
  await Promise.all(heard.map(({ run, status }) => heed(core, run, status)))
  const causes = heard.flatMap(({ status }) => (status.status === "unknown" ? [status.cause] : []))
  return causes.length === runs.length ? (causes[0] ?? null) : null
}

const unanswered: JobStatus = { status: "unknown", cause: "no answer" }

async function heed(core: Core, run: RunRow, status: JobStatus): Promise<void> {
  if (status.status === "gone") return gone(core, run, status)
  // Whoever is stopping has been asked to end: only "gone" is news.
  if (run.state === "stopping") return
  if (status.status === "pending") return pending(core, run, status)
  if (status.status === "running") return running(core, run, status)
  return unknown(core, run, status.cause)
}

async function pending(core: Core, run: RunRow, status: JobStatus & { status: "pending" }): Promise<void> {
  const estimate = status.estimate ?? null
  if (run.state !== "queued") return requeued(core, run)
  if (run.reason === status.reason && run.estimate?.getTime() === estimate?.getTime()) return
  const message = status.text ?? `Waiting in the queue: ${status.reason}`
  await note(core, run, { event: "pending", message, progress: 30, patch: { reason: status.reason, estimate } })
}

/** What a job starts at its second time has no token any more, and at the old address others may listen by now. */
async function requeued(core: Core, run: RunRow): Promise<void> {
  const message = "The scheduler put the job back into the queue. Its server ended with that: start it again."
  core.log.warn("A job was put back into the queue: ending it", { run: run.id, user: run.user_name })
  const outcome = run.ready_at === null ? "failed" : "ended"
  await apply(core, run.id, "stop", { message, progress: 100, patch: { outcome, message } })
}

async function running(core: Core, run: RunRow, status: JobStatus & { status: "running" }): Promise<void> {
  const moved = run.node !== null && status.node !== undefined && status.node !== run.node
  if (run.state === "ready" && moved) return requeued(core, run)
  if (status.ending) return ending(core, run)
  await followTimeLimit(core, run, status)
  const where = {
    ...(status.address ? { host: status.address.host } : {}),
    ...(status.address?.port === undefined ? {} : { port: status.address.port }),
    ...(status.node === undefined ? {} : { node: status.node }),
  }
  if (run.state === "queued") {
    const on = status.node === undefined ? "" : ` on ${status.node}`
    const message = `The job runs${on}: waiting for the server to answer`
    return void (await apply(core, run.id, "allocated", { message, progress: 60, patch: where }))
  }
  const same = Object.entries(where).every(([name, value]) => run[name as keyof typeof where] === value)
  if (run.state === "starting" && !same) await updateRun(core.db, run.id, ["starting"], where)
}

/** What is said of a server whose job is over and holds its node still; `gone` brings the reason. */
const over = { ready: "The server ended", early: "The server ended before it was ready" } as const

/** Its port on the node is free for anybody: the route goes at once, however long an epilog takes. */
async function ending(core: Core, run: RunRow): Promise<void> {
  const wasReady = run.ready_at !== null
  const message = wasReady ? over.ready : over.early
  const patch = { outcome: wasReady ? "ended" : "failed", message } as const
  const stopped = await apply(core, run.id, "stop", {
    message: `${message}: its job is being ended`,
    progress: 100,
    patch,
  })
  if (stopped === null || stopped.ready_at === null) return
  core.log.warn("A server ended by itself", { run: run.id, user: run.user_name })
  await dropRoute(core, stopped)
}

/** Put down as the reason of its waiting, however the backend words it: it is told once. */
const silent = "the scheduler does not answer"

async function unknown(core: Core, run: RunRow, cause: string): Promise<void> {
  core.log.debug("The state of a server is not known", { run: run.id, reason: cause })
  if (run.state !== "queued" || run.reason === silent) return
  const message = "The scheduler does not answer at the moment: your request stands, and is looked at again"
  await note(core, run, { event: "unknown", message, progress: 30, patch: { reason: silent } })
}

async function gone(core: Core, run: RunRow, status: JobStatus & { status: "gone" }): Promise<void> {
  const { message, text } = await farewell(core, run, status)
  const patch = { ...(message === null ? {} : { message }) }
  const ended = await apply(core, run.id, "gone", { message: text, progress: 100, patch })
  if (ended === null) return
  if (ended.ready_at !== null) {
    if (run.state === "ready") {
      core.log.warn("A server ended by itself", { run: run.id, user: run.user_name, reason: status.reason })
      await dropRoute(core, ended)
    }
  }
  await runStopHook(core, ended)
}

/** What is put down of the end: nothing new for one that was stopped, whose failure if any is known already. */
async function farewell(
  core: Core,
  run: RunRow,
  { reason, exitCode }: JobStatus & { status: "gone" },
): Promise<{ message: string | null; text: string }> {
  const byItself = run.message === over.ready || run.message === over.early
  if (run.state === "stopping" && !byItself) return { message: null, text: "Stopped" }
  const last = reason === "" ? `exit code ${exitCode}` : reason
  const why = isServerLost(run) ? `${run.reason}. Its job went on until it ended, too: ${last}` : last
  if (run.ready_at !== null) return { message: `${over.ready}: ${why}`, text: `${over.ready}: ${why}` }
  const message = await withLog(core, run, `${over.early}: ${why}`)
  return { message, text: message }
}
