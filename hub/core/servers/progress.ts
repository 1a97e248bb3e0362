/** The story of a start as it goes on: what the page that waits shows, event by event, to its end. */

import type { RunEventRow, RunRow } from "../../db/rows.ts"
import { findUserById } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { serverUrl } from "../public-urls.ts"
import { personOf } from "../users/person.ts"
import { apiView } from "./lifecycle.ts"
import { visibleState } from "./lost-server.ts"
import { sharedLook } from "./shared-look.ts"
import { standIn } from "./spawner-stand-in.ts"

interface ProgressEvent {
  readonly progress: number
  readonly message: string
  readonly html_message?: string
  readonly ready?: true
  readonly failed?: true
  readonly url?: string
  /** While it waits: when the backend expects it to start, as ISO time; null when it cannot say. */
  readonly estimate?: string | null
}

/** Another process may write to the run without waking this one. */
const lookAgainMs = 1000

/** Ends after the event that says ready or failed. Throws a Refusal 400 when the run is no start, going on or just failed. */
export async function* progress(core: Core, runId: string, signal: AbortSignal): AsyncGenerator<ProgressEvent> {
  let lastId = 0
  let told = false
  /** Nobody was woken: what others have just seen is enough. */
  let freshMs = 0
  while (!signal.aborted) {
    const turn = new AbortController()
    // Listening before looking: what happens between the two is not missed.
    const woken = core.bus.wait(runId, lookAgainMs, AbortSignal.any([signal, turn.signal]))
    const { run, events } = await sharedLook(core, runId, freshMs)
    const ending = run === null ? cancelled : await endingOf(core, run, told)
    // Who comes when all is over is told the end alone.
    if (ending === null || told) {
      for (const event of events.filter(event => event.id > lastId)) {
        lastId = event.id
        if (isStep(event)) yield { ...view(event), ...expected(core, run) }
      }
      told = true
    }
    if (ending !== null) {
      turn.abort()
      yield ending
      return
    }
    freshMs = (await woken) ? 0 : lookAgainMs / 2
    turn.abort()
  }
}

const cancelled: ProgressEvent = { progress: 100, failed: true, message: "Spawn cancelled" }

/** The last event, when there is one: null while the start goes on. */
async function endingOf(core: Core, run: RunRow, told: boolean): Promise<ProgressEvent | null> {
  const { ready, pending } = apiView(visibleState(run))
  if (ready) return readyEvent(core, run)
  if (pending === "spawn") return null
  if (run.outcome === "failed" || run.outcome === "refused") return failedEvent(run)
  if (told) return cancelled
  throw new Refusal(400, `${run.user_name}:${run.server_name} is not starting...`)
}

function failedEvent(run: RunRow): ProgressEvent {
  const html = run.message_html === null ? {} : { html_message: run.message_html }
  return { progress: 100, failed: true, message: `Spawn failed: ${run.message ?? "unknown reason"}`, ...html }
}

/** A site's progress_ready_hook may rewrite it; one that fails changes nothing. */
async function readyEvent(core: Core, run: RunRow): Promise<ProgressEvent> {
  const url = serverUrl(core.config, run.user_name, run.server_name)
  const event = {
    progress: 100,
    ready: true,
    message: `Server ready at ${url}`,
    html_message: `Server ready at <a href="${url}">${url}</a>`,
    url,
  } as const
  const hook = core.config.hook("Spawner.progress_ready_hook")
  const user = hook === null || run.user_id === null ? null : await findUserById(core.db, run.user_id)
  if (hook === null || user === null) return event
  try {
    const spawner = standIn(core, run, await personOf(core, user), {})
    const { result } = await core.spawnerContext.callWithSpawner(hook, spawner, [event])
    return typeof result === "object" && result !== null ? { ...(result as ProgressEvent), ready: true } : event
  } catch (error) {
    core.log.error("Spawner.progress_ready_hook failed", { run: run.id, cause: error })
    return event
  }
}

/** The end is told by the run itself, and a step without words not at all. */
function isStep(event: RunEventRow): boolean {
  return event.message !== "" && !["stop", "gone", "refused", "answered"].includes(event.event)
}

/** Where nothing is scheduled nobody says when: JupyterHub's clients know the events of a local start word by word. */
function expected(core: Core, run: RunRow | null): Pick<ProgressEvent, "estimate"> {
  if (run?.state !== "queued" || (run.estimate === null && core.spawner.scheduler === undefined)) return {}
  return { estimate: run.estimate?.toISOString() ?? null }
}

function view(event: RunEventRow): ProgressEvent {
  const html = event.message_html === null ? {} : { html_message: event.message_html }
  return { progress: event.progress, message: event.message, ...html }
}
