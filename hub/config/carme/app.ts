/** `app` of a container: another web app than JupyterLab, as the job starts it. */
import { z } from "zod"
import type { WebApp } from "../../plugin/offer.ts"
import { commandProblem } from "../../plugin/web-app.ts"
import { flag } from "./units.ts"

const command = z
  .array(z.string("must be a string").regex(/^[^\n\0]*$/, "must be one line"), "must be a list of words")
  .min(1, "must have a program")
  .check(context => {
    const message = commandProblem(context.value)
    if (message !== null) context.issues.push({ code: "custom", message, input: context.value })
  })

export const app = z
  .strictObject(
    {
      command,
      ready: z
        .string("must be a path")
        .regex(/^\/[^\s"#]*$/, 'must be a path of the app, such as "/healthz"')
        .optional(),
      strip_prefix: flag.optional(),
      timeout: z.number("must be a number of seconds").positive("must be positive").optional(),
    },
    "must be a dict with command, ready, strip_prefix and timeout",
  )
  .transform(
    (s): WebApp => ({
      command: s.command,
      ready: s.ready ?? "/",
      stripPrefix: s.strip_prefix ?? true,
      timeoutSeconds: s.timeout ?? 60,
    }),
  )
