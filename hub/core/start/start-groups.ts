/** `load_groups`: groups that the configuration names. Members are added, never taken out; properties are replaced. */
import { updateGroup } from "../../db/groups.ts"
import { addGroupMembers } from "../../db/members.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { ensureGroups } from "../users/groups.ts"
import { normalizedName } from "../users/user-names.ts"
import { configuredUsers } from "./start-users.ts"

export async function loadGroups(core: Core): Promise<void> {
  const specs = Object.entries(core.config.get("JupyterHub.load_groups")).map(([name, value]) => parse(name, value))
  if (specs.length === 0) return
  if (core.config.get("Authenticator.manage_groups")) {
    throw new Refusal(400, "The authenticator manages groups, so JupyterHub.load_groups cannot. Drop one of the two.")
  }
  await core.db.tx(async db => {
    const groups = await ensureGroups(
      db,
      specs.map(spec => spec.name),
    )
    const users = await configuredUsers(
      core,
      db,
      specs.flatMap(spec => spec.users),
      "JupyterHub.load_groups",
    )
    const ids = new Map(users.map(user => [user.name, user.id]))
    for (const [i, group] of groups.entries()) {
      const spec = specs[i]
      if (spec === undefined) continue
      await addGroupMembers(
        db,
        group.id,
        spec.users.flatMap(name => ids.get(normalizedName(core.config, name)) ?? []),
      )
      if (spec.properties !== undefined) await updateGroup(db, group.id, { properties: spec.properties })
    }
  })
}

interface GroupSpec {
  readonly name: string
  readonly users: readonly string[]
  readonly properties: JsonObject | undefined
}

/** `name: {users, properties}`, or the older `name: [users]`. */
function parse(name: string, value: unknown): GroupSpec {
  const { users = [], properties } = (Array.isArray(value) ? { users: value } : value) as {
    users?: unknown
    properties?: unknown
  }
  if (!Array.isArray(users) || !users.every(user => typeof user === "string")) {
    throw new Refusal(400, `JupyterHub.load_groups: the users of ${JSON.stringify(name)} must be a list of names.`)
  }
  if (
    properties !== undefined &&
    (typeof properties !== "object" || properties === null || Array.isArray(properties))
  ) {
    throw new Refusal(400, `JupyterHub.load_groups: the properties of ${JSON.stringify(name)} must be a dict.`)
  }
  return { name, users, properties: properties as JsonObject | undefined }
}
