/** Where a server that batchspawner-singleuser wraps reports the port that it found free on its node. */
import { z } from "zod"
import { reportPort } from "../../core/servers/server-port.ts"
import { endpoint } from "../endpoint.ts"

export const batchspawnerEndpoints = [
  endpoint({
    method: "post",
    path: "/api/batchspawner",
    summary: "Report the port of the server that this token belongs to, once, while it starts",
    tag: "servers",
    handler: "batchspawner.api.BatchSpawnerAPIHandler",
    scopes: "identified",
    // Nothing but the port is the server's to say: address, command and job id come from the hub and the scheduler.
    body: z.strictObject({ port: z.int().min(1024).max(65535) }),
    replies: { 201: z.strictObject({ message: z.string() }) },
    async handle({ core, identity, body }) {
      await reportPort(core, identity, body)
      return { status: 201, body: { message: "BatchSpawner data configured" } }
    },
  }),
]
