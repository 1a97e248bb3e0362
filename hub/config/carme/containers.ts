/** `c.CarmeHub.containers`: images that sessions may run in. */
import { z } from "zod"
import type { Container } from "../../plugin/spawner.ts"
import { section } from "./section.ts"
import { flag, string } from "./units.ts"

/** Absolute, and nothing in it that Apptainer would read as a further option of the bind. */
const bindRule = /^\/[^:,\n]*(?::\/[^:,\n]*(?::(?:ro|rw))?)?$/

const schema = z.strictObject({
  image: z.string("must be a path such as /srv/images/jupyter.sqfs").regex(/^\/[^\n\0]+$/, "must be an absolute path"),
  display_name: string.optional(),
  description: string.optional(),
  binds: z
    .array(
      z.string("must be a string").regex(bindRule, "must be source[:destination[:ro]] with absolute paths"),
      "must be a list",
    )
    .optional(),
  default: flag.optional(),
})

export const containers = section(
  "a dict of container name to a dict of settings",
  schema,
  (name, s): Container => ({
    name,
    displayName: s.display_name ?? name,
    description: s.description ?? "",
    image: s.image,
    binds: s.binds ?? [],
    isDefault: s.default ?? false,
  }),
)
