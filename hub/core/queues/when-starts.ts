/** When the scheduler would start a run, without starting anything; questions of all people wait in one line. */
import PQueue from "p-queue"
import { Refusal } from "../../plugin/errors.ts"
import type { StartEstimate } from "../../plugin/scheduler.ts"
import type { Run } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"

/** Each is a command. */
const questions = new PQueue({ concurrency: 4 })
const mostWaiting = 40

/**
 * Null where there is no scheduler to ask; one without an answer is in the answer. `instead`: another run would make way
 * for it, which the scheduler counts all the same.
 */
export async function whenStarts(core: Core, run: Run, instead: boolean): Promise<StartEstimate | null> {
  const start = await asked(core, run)
  if (!instead || start?.outcome !== "refused" || start.full !== true) return start
  return { outcome: "unknown", cause: "The scheduler cannot tell while the start that waits takes the place." }
}

async function asked(core: Core, run: Run): Promise<StartEstimate | null> {
  const { spawner, spawnerContext } = core
  const ask = spawner.estimate
  if (!ask) return null
  try {
    return (await questions.add(() => ask.call(spawner, run, spawnerContext))) ?? null
  } catch (error) {
    if (error instanceof Refusal) return { outcome: "refused", says: error.message }
    core.log.warn("When a job would start could not be asked for", { user: run.user.name, cause: error })
    return { outcome: "unknown", cause: "The scheduler does not answer at the moment." }
  }
}

/** Throws a Refusal 429 while too many ask. */
export function refuseCrowd(): void {
  if (questions.size <= mostWaiting) return
  throw new Refusal(429, "Too many people ask for estimates at the moment: try again in a few seconds.", {
    code: "busy",
    headers: { "Retry-After": "5" },
  })
}
