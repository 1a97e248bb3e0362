/** Ends what a project pays for when the project itself has ended: a job that waited runs longer than was foreseen. */
import { listRunsOfExpired } from "../../db/projects.ts"
import type { Core } from "../core.ts"
import { apply } from "../servers/server-transition.ts"

/** Asks them to stop, as a person would, so that files are staged out; the history tells why. */
export async function endRunsOfExpiredProjects(core: Core): Promise<void> {
  for (const { run_id, project } of await listRunsOfExpired(core.db, core.clock.now())) {
    const message = `The project ${project}, which pays for this session, has come to its end.`
    const stopping = await apply(core, run_id, "stop", { message, progress: 100, patch: { message } })
    if (stopping !== null) core.log.info("Ending a session of a project that is over", { run: run_id, project })
  }
}
