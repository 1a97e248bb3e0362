/** The table `carme_containers`. A container's state has one writer: `moveContainer`, a compare-and-set. */
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import type { ContainerRow, ContainerState, ContainerTask } from "./rows.ts"

const containers = codec<ContainerRow>("carme_containers", {
  id: "plain",
  owner_id: "plain",
  source: "plain",
  origin: "plain",
  image: "text",
  display_name: "plain",
  description: "text",
  version: "plain",
  logo: "plain",
  labels: "list",
  roles: "list",
  groups: "list",
  binds: "list",
  app: "json",
  cuda: "plain",
  min_driver: "plain",
  state: "plain",
  task: "json",
  facts: "json",
  message: "plain",
  created_by: "plain",
  created_at: "time",
  changed_at: "time",
})

/** One with the same id fails (isUniqueViolation). */
export async function insertContainer(db: Queryable, row: ContainerRow): Promise<void> {
  await db.q("carme_containers").insert(containers.write(row))
}

export async function findContainer(db: Queryable, id: string): Promise<ContainerRow | null> {
  const row = await db.q("carme_containers").where({ id }).first(containers.columns)
  return row ? containers.read(row) : null
}

/**
 * Oldest first: all of them, or those of the site, of this user, and shared with any group. What is nobody's and being
 * deleted is there for whoever clears it away alone.
 */
export async function listContainers(db: Queryable, userId?: number): Promise<ContainerRow[]> {
  const found = db.q("carme_containers").orderBy(["created_at", "id"])
  found.where(either => either.whereNotNull("owner_id").orWhereNot({ state: "deleting" }))
  if (userId !== undefined) {
    found.where(either => either.whereNull("owner_id").orWhere({ owner_id: userId }).orWhereNot({ groups: "[]" }))
  }
  return (await found.select(containers.columns)).map(containers.read)
}

export async function containersOf(db: Queryable, ownerId: number): Promise<ContainerRow[]> {
  const rows = await db.q("carme_containers").where({ owner_id: ownerId }).select(containers.columns)
  return rows.map(containers.read)
}

/** Before their owner is deleted, with whom the rows would go: their jobs and images are still to be cleared away. */
export async function abandonContainersOf(db: Queryable, ownerId: number, to: ContainerState): Promise<void> {
  await db.q("carme_containers").where({ owner_id: ownerId }).update({ owner_id: null, state: to })
}

/** Those that the hub has something to do for. */
export async function listBusyContainers(db: Queryable): Promise<ContainerRow[]> {
  const rows = await db
    .q("carme_containers")
    .whereIn("state", ["requested", "queued", "building", "deleting"])
    .orderBy(["changed_at", "id"])
    .select(containers.columns)
  return rows.map(containers.read)
}

/** Changes the state when it still is one of `from`, and says whether it did. */
export async function moveContainer(
  db: Queryable,
  id: string,
  from: readonly ContainerState[],
  to: ContainerState,
  patch: Partial<Omit<ContainerRow, "id" | "state">> = {},
): Promise<boolean> {
  const changed = await db
    .q("carme_containers")
    .where({ id })
    .whereIn("state", from)
    .update({ ...containers.write(patch), state: to })
  return changed === 1
}

/** True for the one caller who may submit the job of this container: of two hubs that look at once, one does. */
export async function claimContainer(db: Queryable, row: ContainerRow, task: ContainerTask): Promise<boolean> {
  const before = containers.write({ task: row.task })
  const claimed = await db
    .q("carme_containers")
    .where({ id: row.id, state: "requested", ...before })
    .update(containers.write({ task }))
  return claimed === 1
}

/** What is not the state: its name, who may use it. False: it is gone. */
export async function updateContainer(
  db: Queryable,
  id: string,
  patch: Partial<Omit<ContainerRow, "id" | "state" | "task" | "facts">>,
): Promise<boolean> {
  return (await db.q("carme_containers").where({ id }).update(containers.write(patch))) === 1
}

/** Only one that is being deleted. */
export async function deleteContainer(db: Queryable, id: string): Promise<boolean> {
  return (await db.q("carme_containers").where({ id, state: "deleting" }).delete()) === 1
}
