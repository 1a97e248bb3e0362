/** Adds to a run's story without changing its state: why it waits, what was tried. */

import type { RunRow } from "../../db/rows.ts"
import { appendRunEvent } from "../../db/run-events.ts"
import { updateRun } from "../../db/runs.ts"
import type { Core } from "../core.ts"

interface Note {
  readonly event: string
  readonly message: string
  readonly progress: number
  readonly patch?: Partial<Omit<RunRow, "id" | "state" | "live_key">>
}

/** False when the run has left its state meanwhile: then the note is out of date and not written. */
export async function note(core: Core, run: RunRow, { event, message, progress, patch }: Note): Promise<boolean> {
  const written = await core.db.tx(async t => {
    // The write that changes nothing is the lock under which the state is known.
    if (!(await updateRun(t, run.id, [run.state], { requested_by: run.requested_by, ...patch }))) return false
    const at = core.clock.now()
    await appendRunEvent(t, { run_id: run.id, at, state: run.state, event, progress, message, message_html: null })
    return true
  })
  if (written) core.bus.wake(run.id)
  return written
}
