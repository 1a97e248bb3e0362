/** The life of a run as one table: which event leads from which state to which, and what JupyterHub's API calls it. */
import type { RunState } from "../../db/rows.ts"

export type { RunState }

export const runEvents = ["submitted", "refused", "allocated", "answered", "stop", "gone"] as const
export type RunEvent = (typeof runEvents)[number]

const table: Record<RunEvent, { readonly from: readonly RunState[]; readonly to: RunState }> = {
  submitted: { from: ["admitted"], to: "queued" },
  refused: { from: ["admitted"], to: "stopped" },
  allocated: { from: ["queued"], to: "starting" },
  answered: { from: ["starting"], to: "ready" },
  stop: { from: ["admitted", "queued", "starting", "ready"], to: "stopping" },
  gone: { from: ["admitted", "queued", "starting", "ready", "stopping"], to: "stopped" },
}

/** The state after `event`, or null where the table has no such arrow: the writer then changes nothing. */
export function next(state: RunState, event: RunEvent): RunState | null {
  const row = table[event]
  return row.from.includes(state) ? row.to : null
}

/** The states that `event` may leave from: the WHERE of the compare-and-set. */
export function sources(event: RunEvent): readonly RunState[] {
  return table[event].from
}

export interface ApiView {
  readonly ready: boolean
  readonly stopped: boolean
  readonly pending: "spawn" | "stop" | null
}

/** JupyterHub's ready/pending/stopped of a server whose live run is in `state`; null is no live run. */
export function apiView(state: RunState | null): ApiView {
  if (state === null || state === "stopped") return { ready: false, stopped: true, pending: null }
  if (state === "ready") return { ready: true, stopped: false, pending: null }
  if (state === "stopping") return { ready: false, stopped: false, pending: "stop" }
  return { ready: false, stopped: false, pending: "spawn" }
}
