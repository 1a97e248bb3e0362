/** Takes the port that a job's server reports: exactly one number, once, from the token of the run that waits for it. */
import { reportPortOnce } from "../../db/runs.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import type { Identity } from "../rbac/identity.ts"
import { conductorKey } from "./wake.ts"

/** The node's address never comes from the job: it could name somebody else's. */
export async function reportPort(core: Core, identity: Identity, body: unknown): Promise<void> {
  const port = portOf(body)
  const runId = identity.token === null ? null : await reportPortOnce(core.db, identity.token.id, port)
  if (runId === null) {
    throw new Refusal(403, "Only a server that is being started may report its port, and only once.", {
      code: "no-run",
    })
  }
  await core.spawner.portReported?.(runId, port, core.spawnerContext)
  core.bus.wake(runId)
  core.bus.wake(conductorKey)
}

function portOf(body: unknown): number {
  const only = typeof body === "object" && body !== null && !Array.isArray(body) ? Object.entries(body) : []
  const [name, port] = only.length === 1 ? (only[0] ?? []) : []
  if (name === "port" && typeof port === "number" && Number.isInteger(port) && port >= 1024 && port <= 65535)
    return port
  throw new Refusal(400, 'The body must be {"port": n} and nothing else, with n from 1024 to 65535.', {
    code: "bad-port",
  })
}
