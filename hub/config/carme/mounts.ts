/** `c.CarmeHub.mounts`: file systems that sessions get, for everybody or by user, group, role and queue. */
import { z } from "zod"
import type { Mount } from "../../plugin/data.ts"
import { type Kind, WrongType } from "../kind.ts"
import { isPlainDict } from "../kinds.ts"
import { isPathTemplate } from "./path-rule.ts"
import { fromIssue } from "./section.ts"
import { flag, string, strings } from "./units.ts"

const placeholders = ["username", "home", "group"]
const label = "a list of dicts"

const path = z
  .string("must be a path such as /beegfs/data")
  .refine(
    text => isPathTemplate(text, placeholders),
    'must be an absolute path without "..", ":", "," or quotes, in which {username}, {group} or (at its beginning) {home} stand for whole parts',
  )

const schema = z.strictObject({
  source: path,
  target: path.optional(),
  readonly: flag.optional(),
  required: flag.optional(),
  description: string.optional(),
  users: strings.nullish(),
  groups: strings.nullish(),
  roles: strings.nullish(),
  queues: strings.nullish(),
})

export const mounts: Kind<readonly Mount[]> = {
  label,
  parse(value) {
    if (!Array.isArray(value)) throw new WrongType(label, value)
    return value.map((entry, index) => mount(entry, String(index)))
  },
  fromText: () => {
    throw new WrongType("", "is a list of dicts, to be set in the configuration file")
  },
}

function mount(entry: unknown, place: string): Mount {
  if (!isPlainDict(entry)) throw new WrongType("a dict", entry, [place])
  const result = schema.safeParse(entry)
  if (!result.success) throw fromIssue([place], schema, result.error)
  const s = result.data
  return {
    source: s.source,
    target: s.target ?? s.source,
    readOnly: s.readonly ?? false,
    required: s.required ?? false,
    description: s.description ?? "",
    users: s.users ?? null,
    groups: s.groups ?? null,
    roles: s.roles ?? null,
    queues: s.queues ?? null,
  }
}
