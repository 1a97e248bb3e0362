/** A dict of `c.CarmeHub`, name to settings, checked by a schema: messages name the path and the nearest known key. */
import type { z } from "zod"
import { type Kind, WrongType } from "../kind.ts"
import { isPlainDict } from "../kinds.ts"
import { nearest } from "../nearest.ts"

const nameRule = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

export function section<S extends z.ZodObject, T>(
  label: string,
  schema: S,
  build: (name: string, settings: z.output<S>) => T,
): Kind<Readonly<Record<string, T>>> {
  return {
    label,
    parse(value) {
      if (!isPlainDict(value)) throw new WrongType(label, value)
      const built: Record<string, T> = {}
      for (const [name, settings] of Object.entries(value)) {
        if (!nameRule.test(name)) {
          throw new WrongType("", `is no name: use 1 to 63 letters, digits, ".", "_" or "-"`, [name])
        }
        if (!isPlainDict(settings)) throw new WrongType("a dict", settings, [name])
        const result = schema.safeParse(settings)
        if (!result.success) throw fromIssue([name], schema, result.error)
        built[name] = build(name, result.data)
      }
      return built
    },
    fromText: () => {
      throw new WrongType("", "is a dict of dicts, to be set in the configuration file")
    },
  }
}

/** The first of its issues, with the path below `above`. */
export function fromIssue(above: readonly string[], schema: z.ZodObject, error: z.ZodError): WrongType {
  const issue = error.issues[0]
  const path = [...above, ...(issue?.path ?? []).map(String)]
  if (issue?.code !== "unrecognized_keys") return new WrongType("", issue?.message ?? "is wrong", path)
  const key = issue.keys[0] ?? ""
  const known = Object.keys(schema.shape)
  const near = nearest(key, known)
  const hint = near === null ? `known are ${known.join(", ")}` : `did you mean "${near}"?`
  return new WrongType("", `is not known: ${hint}`, [...path, key])
}
