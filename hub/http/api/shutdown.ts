/** Stops the hub, as a signal would; the body may say what becomes of proxy and servers. */
import { z } from "zod"
import { endpoint } from "../endpoint.ts"
import { told } from "./told.ts"

const choice = (name: string) =>
  z.boolean({ error: issue => `${name} must be true or false, got ${told(issue.input)}` })

export const shutdownEndpoints = [
  endpoint({
    method: "post",
    path: "/api/shutdown",
    summary: "Shut the hub down",
    tag: "hub",
    handler: "jupyterhub.apihandlers.hub.ShutdownAPIHandler",
    scopes: ["shutdown"],
    body: z
      .object(
        { proxy: choice("proxy").optional(), servers: choice("servers").optional() },
        { error: "Body must be a JSON object" },
      )
      .nullish(),
    replies: { 202: z.strictObject({ message: z.string() }) },
    async handle({ core, body, response }) {
      const how = {
        ...(body?.proxy === undefined ? {} : { cleanupProxy: body.proxy }),
        ...(body?.servers === undefined ? {} : { cleanupServers: body.servers }),
      }
      // Only when this reply has left: the caller should hear that it was heard.
      response.once("close", () => core.requestShutdown?.(how))
      return { status: 202, body: { message: "Shutting down Hub" } }
    },
  }),
]
