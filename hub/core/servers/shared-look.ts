/** Everybody who follows one run looks at the database together: a thousand open pages ask no more than one. */
import type { RunEventRow, RunRow } from "../../db/rows.ts"
import { listRunEvents } from "../../db/run-events.ts"
import { findRun } from "../../db/runs.ts"
import type { Core } from "../core.ts"

export interface Look {
  readonly run: RunRow | null
  /** All of them, oldest first. */
  readonly events: readonly RunEventRow[]
}

interface Looks {
  last: Promise<Look>
  /** When the last one began, by the steady clock. */
  began: number
  done: boolean
  next: Promise<Look> | null
}

const looksOf = new WeakMap<Core, Map<string, Looks>>()

/**
 * What the database says now, or said within the last `freshMs` milliseconds. With 0 it is a look that begins after the
 * call: one under way may have missed what the caller was woken for, so that all who come meanwhile share the next.
 */
export function sharedLook(core: Core, runId: string, freshMs: number): Promise<Look> {
  const all = looksOf.get(core) ?? new Map<string, Looks>()
  looksOf.set(core, all)
  const known = all.get(runId)
  if (known === undefined) return begin(core, all, runId)
  if (core.clock.monotonic() - known.began < freshMs) return known.last
  if (known.done) return begin(core, all, runId)
  known.next ??= known.last.then(
    () => begin(core, all, runId),
    () => begin(core, all, runId),
  )
  return known.next
}

function begin(core: Core, all: Map<string, Looks>, runId: string): Promise<Look> {
  const last = look(core, runId)
  const looks: Looks = { last, began: core.clock.monotonic(), done: false, next: null }
  all.set(runId, looks)
  const end = () => {
    looks.done = true
    forgetLater(core, all, runId, looks)
  }
  last.then(end, end)
  return last
}

async function look(core: Core, runId: string): Promise<Look> {
  const run = await findRun(core.db, runId)
  return { run, events: run === null ? [] : await listRunEvents(core.db, runId, 0) }
}

/** Of a run that nobody follows any more nothing is kept. */
function forgetLater(core: Core, all: Map<string, Looks>, runId: string, looks: Looks): void {
  const forget = () => {
    if (all.get(runId) === looks) all.delete(runId)
  }
  core.bus.wait(runId, 2000).then(forget, forget)
}
