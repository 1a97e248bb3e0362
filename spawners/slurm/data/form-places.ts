/** Mounts and scratch folders in words for the spawn form: those that this person gets in the queues that they may use. */
import type { Offer } from "../../../hub/plugin/offer.ts"
import type { Person } from "../../../hub/plugin/spawner.ts"
import type { SlurmFormData, SlurmFormPlace } from "../form-data.ts"
import type { SlurmSettings } from "../settings.ts"
import { isFor } from "./mounts-for.ts"

export function formPlaces(
  person: Person,
  offer: Offer,
  settings: Pick<SlurmSettings, "mounts" | "mountRoots" | "scratch" | "scratchDir">,
): Pick<SlurmFormData, "mounts" | "mountRoots" | "scratch"> {
  const mine = settings.mounts.filter(mount => isFor({ ...mount, queues: null }, { person, queue: null }))
  const scratch = Object.values(settings.scratch)
  const shown = (queues: readonly string[] | null) => queues === null || queuesIn(queues, offer).length > 0
  return {
    mountRoots: settings.mountRoots,
    mounts: mine
      .filter(mount => shown(mount.queues))
      .map(({ target, description, readOnly, queues }) => ({
        path: target.replace("{home}", "~").replace("{username}", person.name).replace("{group}", "<your group>"),
        text: joined(description, readOnly ? "read-only" : ""),
        queues: queuesIn(queues ?? [], offer),
      })),
    scratch: [
      ...scratch
        .filter(entry => shown(entry.queues))
        .map(entry =>
          place(entry.homeFolder, joined(entry.description, entry.size), queuesIn(entry.queues ?? [], offer)),
        ),
      ...(settings.scratchDir === "" || scratch.some(entry => entry.queues === null) ? [] : [place("", "", [])]),
    ],
  }
}

function place(homeFolder: string, text: string, queues: readonly string[]): SlurmFormPlace {
  const path = homeFolder === "" ? "$CARME_SCRATCH" : `~/${homeFolder}`
  return { path, text: joined(text || "fast, for the time of the job", "deleted at its end"), queues }
}

function queuesIn(names: readonly string[], offer: Offer): readonly string[] {
  return offer.queues.filter(queue => names.includes(queue.name)).map(queue => queue.displayName)
}

function joined(...texts: readonly string[]): string {
  return texts.filter(text => text !== "").join(", ")
}
