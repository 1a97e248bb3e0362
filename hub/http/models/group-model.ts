/** Groups as the API shows them, each field only to those whose scopes cover it. */
import { z } from "zod"
import type { GroupRow } from "../../db/rows.ts"
import { type AccessMap, readable } from "./readable.ts"
import { jsonObject } from "./server-model.ts"

export const groupSchema = z
  .strictObject({
    kind: z.literal("group"),
    name: z.string(),
    properties: jsonObject,
    users: z.array(z.string()),
    roles: z.array(z.string()),
  })
  .partial()
  .meta({ id: "Group", description: "Each field only to those whose scopes cover it." })

export type GroupModel = z.infer<typeof groupSchema>

const access: AccessMap<GroupModel> = {
  "read:groups": ["kind", "name", "properties", "users"],
  "read:groups:name": ["kind", "name"],
  "read:roles:groups": ["kind", "name", "roles"],
}

export interface GroupRelated {
  readonly users: readonly string[]
  readonly roles: readonly string[]
}

export function groupModel(scopes: readonly string[], group: GroupRow, related: GroupRelated): GroupModel {
  const all: Required<GroupModel> = {
    kind: "group",
    name: group.name,
    properties: group.properties,
    users: [...related.users],
    roles: [...related.roles],
  }
  return readable(all, access, scopes, { kind: "group", name: group.name })
}
