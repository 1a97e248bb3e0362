/** The progress of a start, as server-sent events that end with the server's address or with why it failed. */
import { z } from "zod"
import { progress } from "../../core/servers/progress.ts"
import { findLatestRun } from "../../db/runs.ts"
import { findSpawner } from "../../db/spawners.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { sendEvents } from "./event-stream.ts"
import { knownUser } from "./known-user.ts"
import { logName } from "./server-words.ts"

const paths = ["/api/users/:name/server/progress", "/api/users/:name/servers/{:server}/progress"]

const progressEvent = z.looseObject({
  progress: z.number(),
  message: z.string(),
  html_message: z.string().optional(),
  ready: z.boolean().optional(),
  failed: z.boolean().optional(),
  url: z.string().optional(),
})

export const progressEndpoints: readonly Endpoint[] = paths.map(path =>
  endpoint({
    method: "get",
    path,
    summary: "Follow the start of a server as an event stream",
    tag: "servers",
    handler: "jupyterhub.apihandlers.users.SpawnProgressAPIHandler",
    scopes: ["read:servers"],
    target: { user: "name", server: "server" },
    replies: { 200: progressEvent },
    async handle(call) {
      const { core, params, signal } = call
      const user = await knownUser(core, params.name)
      const serverName = params.server ?? ""
      const spawner = await findSpawner(core.db, user.id, serverName)
      if (!spawner) throw new Refusal(404, "")
      const run = await findLatestRun(core.db, spawner.id)
      // A run that failed still tells why; one that was stopped on purpose, or is being, has no start to follow.
      if (run === null || (run.state === "stopped" && run.outcome !== "failed" && run.outcome !== "refused"))
        throw new Refusal(404, "")
      if (run.state === "stopping") throw new Refusal(400, `${logName(user.name, serverName)} is not starting...`)
      await sendEvents(call, progress(core, run.id, signal))
      return null
    },
  }),
)
