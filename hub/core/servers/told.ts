/** What a job tells of its start or end in words of its own: added to its run's story, which its person reads. */
import { countRunEvents } from "../../db/run-events.ts"
import { findRunOfToken } from "../../db/runs.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import type { Identity } from "../rbac/identity.ts"
import { note } from "./run-note.ts"

const most = 500

/** Plain text, shown as such. A server that is up has nothing to tell until it ends. */
export async function tellRun(core: Core, identity: Identity, message: string): Promise<void> {
  const run = identity.token === null ? null : await findRunOfToken(core.db, identity.token.id)
  if (run === null) throw new Refusal(403, "Only a job of this hub may tell how far it is.", { code: "no-run" })
  if ((await countRunEvents(core.db, run.id, "told")) >= most) {
    throw new Refusal(429, `A job may tell ${most} things.`, { code: "told-too-much" })
  }
  await note(core, run, { event: "told", message, progress: 60 })
}
