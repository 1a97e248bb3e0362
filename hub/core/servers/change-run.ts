/** Changes a start that waits to another choice: the new run takes the old one's place in one transaction, or nothing changes. */
import { lockSubjects } from "../../db/ledger.ts"
import type { RunRow } from "../../db/rows.ts"
import { changedCode, findRun } from "../../db/runs.ts"
import { findSpawnersByIds } from "../../db/spawners.ts"
import { findUserById } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject, Run } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { payers } from "../projects/payers.ts"
import { whenStarts } from "../queues/when-starts.ts"
import { type AdmissionRequest, charge } from "./admission.ts"
import { checkedStart } from "./checked-start.ts"
import { fillWalltime } from "./quota.ts"
import { queueOf } from "./quota-refusal.ts"
import { observeRefusal } from "./run-metrics.ts"
import { runView } from "./run-view.ts"
import { announce, write } from "./server-transition.ts"

/**
 * The new run, admitted. Its job is submitted when the old one is gone. Throws a Refusal 400 or 403 where the new start
 * is not admitted or the scheduler would not take it, 409 where the old one does not wait any more: the old one then
 * keeps its place. A Fault is a scheduler that does not answer, which could not withdraw anything either.
 */
export async function changeRun(core: Core, old: RunRow, options: JsonObject, by: string): Promise<RunRow> {
  try {
    const request = await requestOf(core, old, options, by)
    const { run, withdrawn } = await core.db.tx(async t => {
      // Who pays for a run never changes. Whoever comes second waits here, and finds the old run gone.
      const { demand } = request.parsed
      await lockSubjects(t, [...payers(request.user.id, old.demand), ...payers(request.user.id, demand)])
      const now = await findRun(t, old.id)
      if (now?.state !== "queued") throw notWaiting(now)
      const step = { message: `Changed to another choice by ${by}`, progress: 100 }
      const patch = { code: changedCode, live_key: -request.server.id }
      const withdrawn = await write(core, t, old.id, "stop", { ...step, patch }, ["queued"])
      if (withdrawn === null) throw notWaiting(await findRun(t, old.id))
      return { run: await charge(core, t, request, old), withdrawn }
    })
    core.metrics.admissions.inc({ result: "admitted" })
    announce(core, "stop", withdrawn)
    core.bus.wake(run.id)
    return run
  } catch (error) {
    if (error instanceof Refusal) observeRefusal(core, error)
    throw error
  }
}

async function requestOf(core: Core, old: RunRow, options: JsonObject, by: string): Promise<AdmissionRequest> {
  if (old.state !== "queued") throw notWaiting(old)
  const user = old.user_id === null ? null : await findUserById(core.db, old.user_id)
  const [server] = old.spawner_id === null ? [] : await findSpawnersByIds(core.db, [old.spawner_id])
  if (user === null || server === undefined) throw notWaiting(null)
  const { parsed, offer, run } = await checkedStart(core, { user, serverName: server.name, options })
  await refuseUnwanted(core, {
    ...run,
    demand: fillWalltime(parsed.demand, offer.limits, queueOf(core, parsed.demand)),
  })
  await refuseStarted(core, old)
  return { user, server, parsed, offer, by }
}

/** A job that the scheduler would not take must not cost the one that it has. */
async function refuseUnwanted(core: Core, run: Run): Promise<void> {
  const start = await whenStarts(core, run, true)
  if (start?.outcome !== "refused") return
  throw new Refusal(403, `The cluster would not take it: ${start.says} Your start waits on as it was.`, {
    code: "slurm-refused",
  })
}

/** The last look may be seconds old, and the job have its place by now. */
async function refuseStarted(core: Core, old: RunRow): Promise<void> {
  const answers = await core.spawner.poll([runView(core, old)], core.spawnerContext)
  const status = answers.get(old.id)?.status
  if (status === "running" || status === "gone") throw notWaiting(null)
}

function notWaiting(run: RunRow | null): Refusal {
  const message =
    run?.code === changedCode
      ? "This start has been changed to another choice already: reload the page."
      : "This start does not wait in a queue any more: reload the page to see how it goes on."
  return new Refusal(409, message, { code: run?.code === changedCode ? "changed" : "not-waiting" })
}
