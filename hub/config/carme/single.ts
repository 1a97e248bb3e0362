/** A dict of settings in `c.CarmeHub`, checked by a schema: messages name the path and the nearest known key. */
import type { z } from "zod"
import { type Kind, WrongType } from "../kind.ts"
import { isPlainDict } from "../kinds.ts"
import { fromIssue } from "./section.ts"

export function single<S extends z.ZodObject, T>(
  label: string,
  schema: S,
  build: (settings: z.output<S>) => T,
): Kind<T> {
  return {
    label,
    parse(value) {
      if (!isPlainDict(value)) throw new WrongType(label, value)
      const result = schema.safeParse(value)
      if (!result.success) throw fromIssue([], schema, result.error)
      return build(result.data)
    },
    fromText: () => {
      throw new WrongType("", "is a dict, to be set in the configuration file")
    },
  }
}
