/** The containers that there are: those of the configuration and those of the database as one list, in the site's order. */
import { listContainers } from "../../db/containers.ts"
import type { ContainerRow, ContainerSource, ContainerState, ImageFacts } from "../../db/rows.ts"
import { findUsersByIds } from "../../db/users.ts"
import type { Container } from "../../plugin/offer.ts"
import type { Core } from "../core.ts"
import { type Arrangement, readArrangement } from "./arrangement.ts"

/** One container, wherever it is kept. */
export interface Entry {
  readonly id: string
  readonly container: Container
  readonly source: ContainerSource
  readonly state: ContainerState
  /** The site's has none. */
  readonly owner: { readonly id: number; readonly name: string } | null
  readonly facts: ImageFacts | null
  /** null for one of the configuration of which nothing was measured. */
  readonly row: ContainerRow | null
}

/** Everybody's, or only those that one person could ever be offered. */
export async function listEntries(core: Core, person?: { readonly id: number }): Promise<readonly Entry[]> {
  const [rows, arrangement] = await Promise.all([listContainers(core.db, person?.id), readArrangement(core)])
  const configured = configuredEntries(core, rows)
  const names = await ownerNames(core, rows)
  const kept = rows.filter(row => row.source !== "config" && !configured.some(entry => entry.id === row.id))
  const added = kept.map(row => addedEntry(row, names))
  return arranged([...configured, ...added], arrangement)
}

export async function findEntry(core: Core, id: string): Promise<Entry | null> {
  return (await listEntries(core)).find(entry => entry.id === id) ?? null
}

function configuredEntries(core: Core, rows: readonly ContainerRow[]): readonly Entry[] {
  const all = Object.values(core.config.get("CarmeHub.containers")).flatMap(({ others, ...first }) => [
    first,
    ...others,
  ])
  return all.map(container => {
    const row = rows.find(r => r.id === container.name && r.source === "config") ?? null
    return {
      id: container.name,
      container,
      source: "config",
      state: "ready",
      owner: null,
      facts: row?.facts ?? null,
      row,
    }
  })
}

function addedEntry(row: ContainerRow, names: ReadonlyMap<number, string>): Entry {
  const owner = row.owner_id === null ? null : { id: row.owner_id, name: names.get(row.owner_id) ?? "" }
  const container: Container = {
    name: row.id,
    displayName: row.display_name,
    description: row.description,
    image: row.image,
    binds: row.binds,
    isDefault: false,
    labels: row.labels,
    roles: row.roles,
    groups: row.groups,
    ...(row.version === null ? {} : { version: row.version }),
    ...(row.logo === null ? {} : { logo: row.logo }),
    ...(row.cuda === null ? {} : { cuda: row.cuda }),
    ...(row.app === null ? {} : { app: row.app }),
    ...(row.min_driver === null ? {} : { minDriver: row.min_driver }),
  }
  return { id: row.id, container, source: row.source, state: row.state, owner, facts: row.facts, row }
}

async function ownerNames(core: Core, rows: readonly ContainerRow[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(rows.flatMap(row => (row.owner_id === null ? [] : [row.owner_id])))]
  return new Map((await findUsersByIds(core.db, ids)).map(user => [user.id, user.name]))
}

/** The store in its order, then what people added; one default at most. */
function arranged(entries: readonly Entry[], { order, preferred }: Arrangement): readonly Entry[] {
  const place = ({ id, owner }: Entry) => {
    const at = order.indexOf(id)
    return owner !== null ? order.length + 1 : at === -1 ? order.length : at
  }
  const known = entries.some(entry => entry.id === preferred)
  return entries
    .toSorted((a, b) => place(a) - place(b))
    .map(entry => ({
      ...entry,
      container: { ...entry.container, isDefault: known ? entry.id === preferred : entry.container.isDefault },
    }))
}
