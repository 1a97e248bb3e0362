/** `app` of a container: another web app than JupyterLab, as the job starts it. */
import { z } from "zod"
import type { WebApp } from "../../plugin/spawner.ts"
import { flag } from "./units.ts"

const known = ["port", "unix_socket", "base_url", "prefix"]

const command = z
  .array(z.string("must be a string").regex(/^[^\n\0]*$/, "must be one line"), "must be a list of words")
  .min(1, "must have a program")
  .refine(
    words => words.some(word => /\{(port|unix_socket)\}/.test(word)),
    "must say where the app listens: by {unix_socket}, or by {port} of 127.0.0.1",
  )
  .refine(
    words => words.every(word => [...word.matchAll(/\{(\w+)\}/g)].every(match => known.includes(match[1] ?? ""))),
    "may have {port}, {unix_socket}, {base_url} and {prefix} in it and no other name in braces",
  )

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
