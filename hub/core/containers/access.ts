/** Which containers somebody may see and change: by scope, by ownership, and by what the store offers them. */

import type { ContainerOrigin, Limits } from "../../plugin/offer.ts"
import type { Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import type { Identity } from "../rbac/identity.ts"
import { allows } from "../rbac/scope-check.ts"
import { scopeFilter } from "../rbac/scope-filter.ts"
import { offerOf } from "../servers/offer.ts"
import { personOf } from "../users/person.ts"
import { type Entry, listEntries } from "./entries.ts"
import { originFor } from "./offered.ts"

/** A container as it is to whoever asks. */
export interface Seen {
  readonly entry: Entry
  /** What it is to the person themselves; null for a service, and for what they may not start. */
  readonly origin: ContainerOrigin | null
  readonly mayChange: boolean
}

export async function seenContainers(core: Core, identity: Identity): Promise<readonly Seen[]> {
  const me = await viewer(core, identity)
  const entries = await listEntries(core)
  const seen = await Promise.all(entries.map(entry => look(core, identity, me, entry)))
  return seen.flatMap(one => one ?? [])
}

interface Viewer {
  readonly person: Person
  readonly limits: Limits
}

/** null for a service, and where the token does not reach its person's containers. */
async function viewer(core: Core, identity: Identity): Promise<Viewer | null> {
  const { user } = identity
  if (user === null || (await allows(core, identity, "read:containers", { kind: "user", name: user.name })) !== true)
    return null
  const person = await personOf(core, user)
  return { person, limits: (await offerOf(core, person)).limits }
}

async function look(core: Core, identity: Identity, me: Viewer | null, entry: Entry): Promise<Seen | null> {
  const origin = me && originFor(entry, me.person, me.limits)
  if (origin === null && !(await reaches(core, identity, "read:containers", entry))) return null
  const scope = entry.owner === null ? "admin:containers" : "containers"
  return { entry, origin, mayChange: await reaches(core, identity, scope, entry) }
}

/** What belongs to nobody is for those who hold the scope without a filter. */
async function reaches(core: Core, identity: Identity, scope: string, { owner }: Entry): Promise<boolean> {
  if (owner === null) return scopeFilter(identity.scopes, scope)?.all === true
  return (await allows(core, identity, scope, { kind: "user", name: owner.name })) === true
}
