/** Which of the site's mounts a person gets in a queue, with the names put into their paths. Pure. */
import type { Mount } from "../../../hub/plugin/data.ts"
import type { Person } from "../../../hub/plugin/spawner.ts"
import { withoutLastSlashes } from "../../../hub/plugin/trim-end.ts"
import type { PlannedMount } from "./planned-mount.ts"

export interface MountsFor {
  readonly person: Pick<Person, "name" | "groups" | "roles">
  readonly home: string
  /** null where the site has no queues. */
  readonly queue: string | null
}

/** Where two lead to the same place in the container, the later one in the site's list counts. */
export function mountsFor(mounts: readonly Mount[], who: MountsFor): readonly PlannedMount[] {
  const planned = mounts.filter(mount => isFor(mount, who)).flatMap(mount => filled(mount, who))
  return [...new Map(planned.map(mount => [mount.target, mount])).values()]
}

export function isFor(mount: Mount, { person, queue }: Pick<MountsFor, "person" | "queue">): boolean {
  return (
    (mount.users?.includes(person.name) ?? true) &&
    (mount.groups?.some(group => person.groups.includes(group)) ?? true) &&
    (mount.roles?.some(role => person.roles.includes(role)) ?? true) &&
    (mount.queues === null || (queue !== null && mount.queues.includes(queue)))
  )
}

/** A mount with {group} is one for each of the person's groups, or for those among them that it names. */
function filled(mount: Mount, { person, home }: MountsFor): readonly PlannedMount[] {
  const each = /\{group\}/.test(`${mount.source}/${mount.target}`)
  const groups = each ? person.groups.filter(group => mount.groups?.includes(group) ?? true) : [""]
  return groups.flatMap(group => {
    const source = fill(mount.source, person.name, home, group)
    const target = fill(mount.target, person.name, home, group)
    if (source === null || target === null) return []
    return [{ source, target, readOnly: mount.readOnly, required: mount.required, root: "" }]
  })
}

/** Null where a name is none that a folder can have: people's and groups' names are not the site's own text. */
function fill(template: string, username: string, home: string, group: string): string | null {
  const values: Readonly<Record<string, string>> = { "{username}": username, "{group}": group }
  const parts = template.split("/").map((part, index) => {
    if (index === 0 && part === "{home}") return home
    const value = values[part]
    return value === undefined ? part : isName(value) ? value : null
  })
  return parts.includes(null) ? null : withoutLastSlashes(parts.join("/"))
}

function isName(text: string): boolean {
  return /^[^/:,"\\\p{C}]{1,255}$/u.test(text) && text !== "." && text !== ".."
}
