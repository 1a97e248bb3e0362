/** The web app that a container starts in JupyterLab's place, as the API takes and shows it: in the words of the configuration. */
import { z } from "zod"
import type { WebApp } from "../../plugin/offer.ts"
import { commandProblem } from "../../plugin/web-app.ts"

const word = z
  .string()
  .max(1000)
  .regex(/^[^\n\0]*$/, "a word of the command is one line")
const command = z
  .array(word)
  .min(1, "command must have a program")
  .max(100)
  .check(context => {
    const problem = commandProblem(context.value)
    if (problem !== null) context.issues.push({ code: "custom", message: `command ${problem}`, input: context.value })
  })
const ready = z
  .string()
  .max(500)
  .regex(/^\/[^\s"#]*$/, 'ready is a path of the app, such as "/healthz"')

export const webAppBody = z.strictObject({
  command,
  ready: ready.default("/"),
  strip_prefix: z.boolean().default(true),
  timeout: z.number().positive().max(3600).default(60).meta({ description: "Seconds" }),
})

export const webAppSchema = z.strictObject({
  command: z.array(z.string()),
  ready: z.string(),
  strip_prefix: z.boolean(),
  timeout: z.number(),
})

export function webAppOf(body: z.output<typeof webAppBody>): WebApp {
  const { command: words, ready: path, strip_prefix: stripPrefix, timeout: timeoutSeconds } = body
  return { command: words, ready: path, stripPrefix, timeoutSeconds }
}

export function webAppModel(app: WebApp): z.infer<typeof webAppSchema> {
  const { command: words, ready: path, stripPrefix, timeoutSeconds } = app
  return { command: [...words], ready: path, strip_prefix: stripPrefix, timeout: timeoutSeconds }
}
