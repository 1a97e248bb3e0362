/** The containers that a person may start servers in: the store's that their roles and groups may use, their own, and shared ones. */
import type { BuildSettings } from "../../config/carme/build.ts"
import type { Container, ContainerOrigin, Limits } from "../../plugin/offer.ts"
import type { Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { type Entry, listEntries } from "./entries.ts"

/** Each as the job will check it. */
export async function offeredContainers(core: Core, person: Person, limits: Limits): Promise<readonly Container[]> {
  const entries = await listEntries(core, person)
  const settings = core.config.get("CarmeHub.build")
  return entries.flatMap(entry => {
    const origin = originFor(entry, person, limits)
    return origin === null || !isUsable(entry) ? [] : [asOffered(entry, origin, settings)]
  })
}

/** What the container is to this person; null where they may not use it. */
export function originFor(entry: Entry, person: Person, limits: Limits): ContainerOrigin | null {
  const { roles = [], groups = [] } = entry.container
  const among = groups.some(group => person.groups.includes(group))
  if (entry.owner !== null) return entry.owner.id === person.id ? "own" : among ? "shared" : null
  if (limits.containers !== null && !limits.containers.includes(familyOf(entry.id))) return null
  const open = roles.length + groups.length === 0
  return open || among || roles.some(role => person.roles.includes(role)) ? "store" : null
}

/** Measured once, and not found wanting since. While it is measured again it stays what it was. */
export function isUsable({ source, state, facts }: Entry): boolean {
  if (source === "config") return true
  return facts !== null && state !== "failed" && state !== "deleting"
}

/** `pytorch` of `pytorch:2.4`: limits name the container, not each version. */
function familyOf(id: string): string {
  return id.split(":")[0] ?? id
}

function asOffered({ container, facts }: Entry, origin: ContainerOrigin, settings: BuildSettings): Container {
  const { logo: _logo, digest: pinned, ...rest } = container
  const digest = pinned ?? facts?.digest
  const { check, keys, requireSignature } = settings
  const trusted = check === "changed" && origin !== "shared" && facts !== null && facts.digest === digest
  const signed = requireSignature === "everybody" || (requireSignature === "shared" && origin === "shared")
  return {
    ...rest,
    origin,
    ...(digest === undefined || check === "never" ? {} : { digest }),
    ...(trusted ? { stamp: facts.stamp } : {}),
    ...(signed && keys !== null ? { signedBy: keys } : {}),
  }
}
