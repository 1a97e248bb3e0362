/** Where a job tells how far it has come: with copying files, or that something is missing on its node. */
import { z } from "zod"
import { tellRun } from "../../core/servers/told.ts"
import { endpoint } from "../endpoint.ts"
import { isPrintable } from "../printable.ts"

export const runsToldEndpoints = [
  endpoint({
    method: "post",
    path: "/api/runs/told",
    summary: "Add a sentence to the story of the run that this token belongs to",
    tag: "runs",
    handler: "carme.RunToldHandler",
    scopes: "identified",
    body: z.strictObject({
      message: z.string().min(1).max(300).refine(isPrintable, "message must be one line of plain text"),
    }),
    replies: { 201: z.strictObject({ message: z.string() }) },
    async handle({ core, identity, body }) {
      await tellRun(core, identity, body.message)
      return { status: 201, body: { message: "told" } }
    },
  }),
]
