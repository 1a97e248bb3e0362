/** Changes what a container is called, who may use it, and its place in the store. */
import { updateContainer } from "../../db/containers.ts"
import { groupNamesOfUsers } from "../../db/members.ts"
import { findRolesByNames } from "../../db/roles.ts"
import type { ContainerRow, UserRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { WebApp } from "../../plugin/offer.ts"
import type { Core } from "../core.ts"
import { moveTo, prefer } from "./arrangement.ts"
import { type Entry, listEntries } from "./entries.ts"
import { shown } from "./image-path.ts"

export interface ContainerChange {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly labels?: readonly string[] | undefined
  readonly groups?: readonly string[] | undefined
  readonly version?: string | null | undefined
  readonly logo?: string | null | undefined
  readonly roles?: readonly string[] | undefined
  readonly binds?: readonly string[] | undefined
  readonly app?: WebApp | null | undefined
  readonly cuda?: string | null | undefined
  readonly min_driver?: string | null | undefined
  readonly default?: boolean | undefined
  readonly position?: number | undefined
}

const forStore = ["version", "logo", "roles", "binds", "app", "cuda", "min_driver", "default", "position"] as const

/** Throws Refusal 403 for what is the store's alone, 409 for what the configuration file says. */
export async function changeContainer(core: Core, entry: Entry, by: UserRow, change: ContainerChange): Promise<void> {
  const { default: preferred, position, name, ...rest } = change
  const fields: Partial<ContainerRow> = withoutUndefined({ ...rest, display_name: name })
  if (entry.owner !== null) {
    const field = forStore.find(key => change[key] !== undefined)
    if (field) throw new Refusal(403, `${field} is for containers of the site's store alone.`, { code: "store-only" })
    await checkGroups(core, entry.owner.id, by, change.groups ?? [], entry.container.groups ?? [])
  }
  if (change.roles) await checkRoles(core, change.roles)
  const changes = Object.keys(fields).length > 0
  if (changes && entry.source === "config") {
    throw new Refusal(409, `${entry.id} is in the configuration file: it has to be changed there.`, {
      code: "container-configured",
    })
  }
  if (changes && !(await updateContainer(core.db, entry.id, fields)))
    throw new Refusal(404, "It was deleted meanwhile.")
  if (preferred !== undefined) await prefer(core, preferred ? entry.id : null)
  if (position !== undefined) {
    const store = (await listEntries(core)).filter(other => other.owner === null).map(other => other.id)
    await moveTo(core, store, entry.id, position)
  }
}

/** Shared is with groups that the owner is in: else anybody's container would be on everybody's form. */
export async function checkGroups(
  core: Core,
  ownerId: number,
  by: Pick<UserRow, "admin">,
  groups: readonly string[],
  before: readonly string[] = [],
): Promise<void> {
  const own = (await groupNamesOfUsers(core.db, [ownerId])).get(ownerId) ?? []
  const stranger = by.admin ? undefined : groups.find(group => !own.includes(group) && !before.includes(group))
  if (stranger === undefined) return
  throw new Refusal(403, `A container can be shared with your own groups: ${own.join(", ") || "you are in none"}.`, {
    code: "not-your-group",
    asked: stranger,
    allowed: own,
  })
}

/** Of the store: for a role that is misspelt there would be nobody. */
export async function checkRoles(core: Core, roles: readonly string[]): Promise<void> {
  const known = (await findRolesByNames(core.db, roles)).map(role => role.name)
  const stranger = roles.find(role => !known.includes(role))
  if (stranger !== undefined) throw new Refusal(400, `There is no role ${shown(stranger)}.`, { code: "no-such-role" })
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
