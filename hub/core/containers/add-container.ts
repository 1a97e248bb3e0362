/** Adds a container: by path, by pull or by a definition file, all checked before anything is written or submitted. */
import { randomBytes } from "node:crypto"
import { containersOf, insertContainer } from "../../db/containers.ts"
import { isUniqueViolation } from "../../db/faults.ts"
import { lockSubjects } from "../../db/ledger.ts"
import type { ContainerRow, ContainerSource, ContainerTask, UserRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { WebApp } from "../../plugin/offer.ts"
import type { Tasks } from "../../plugin/tasks.ts"
import type { Core } from "../core.ts"
import { personLimits } from "../quotas/person-limits.ts"
import { newRunId } from "../servers/run-id.ts"
import { personOf } from "../users/person.ts"
import { blankContainer } from "./blank-container.ts"
import { checkGroups, checkRoles } from "./change-container.ts"
import { diskLimit, diskRefusal, usedBy } from "./container-disk.ts"
import { checkDefinition } from "./definition.ts"
import { checkPath, folderFor, type Home } from "./image-path.ts"
import { checkPullAddress } from "./pull-address.ts"
import { storeImages } from "./task-request.ts"
import { containersKey } from "./wake.ts"

export interface NewContainer {
  readonly source: Exclude<ContainerSource, "config">
  /** The path, the address or the text of the definition file. */
  readonly origin: string
  readonly displayName: string
  readonly description: string
  readonly groups: readonly string[]
  readonly labels: readonly string[]
  /** For the site's store: the name that limits and options know it by. */
  readonly store?: StorePart
}

export interface StorePart {
  readonly name: string
  readonly version: string | null
  readonly logo: string | null
  readonly roles: readonly string[]
  readonly binds: readonly string[]
  readonly app: WebApp | null
  readonly cuda: string | null
  readonly minDriver: string | null
}

/** `by` adds it, and it is the job of `by` that makes it. Throws Refusal 400, 403 or 409. */
export async function addContainer(core: Core, by: UserRow, added: NewContainer): Promise<ContainerRow> {
  const tasks = tasksOf(core)
  const { store } = added
  if (store === undefined) {
    await mayAdd(core, by)
    await checkGroups(core, by.id, by, added.groups)
  } else await checkRoles(core, store.roles)
  const home = { username: by.name, home: await tasks.home(by.name, core.spawnerContext) }
  const id = store?.name ?? `c-${randomBytes(6).toString("hex")}`
  const image = await checkedOrigin(core, added, home, id)
  const now = core.clock.now()
  const row: ContainerRow = {
    ...blankContainer,
    id,
    owner_id: store === undefined ? by.id : null,
    source: added.source,
    origin: added.origin,
    image,
    display_name: added.displayName,
    description: added.description,
    version: store?.version ?? null,
    logo: store?.logo ?? null,
    labels: added.labels,
    roles: store?.roles ?? [],
    groups: added.groups,
    binds: store?.binds ?? [],
    app: store?.app ?? null,
    cuda: store?.cuda ?? null,
    min_driver: store?.minDriver ?? null,
    task: newTask(core, kindOf(added.source), by.name),
    created_by: by.name,
    created_at: now,
    changed_at: now,
  }
  await write(core, by, row)
  core.bus.wake(containersKey)
  return row
}

export function newTask(core: Core, kind: ContainerTask["kind"], user: string): ContainerTask {
  return { id: newRunId(core.hubId), kind, user, job: {} }
}

export function kindOf(source: ContainerSource): ContainerTask["kind"] {
  return source === "pull" ? "pull" : source === "definition" ? "build" : "measure"
}

export function tasksOf(core: Core): Tasks {
  if (core.spawner.tasks) return core.spawner.tasks
  throw new Refusal(400, `Containers cannot be added here: the spawner ${core.spawner.name} has no jobs for it.`, {
    code: "no-jobs",
  })
}

async function mayAdd(core: Core, user: UserRow): Promise<void> {
  const { limits } = await personLimits(core, await personOf(core, user))
  if (limits.addContainers) return
  throw new Refusal(403, "None of your roles may add containers. Ask the administrators of this hub.", {
    code: "containers-not-allowed",
  })
}

/** Where its image is, or will be. */
async function checkedOrigin(core: Core, added: NewContainer, home: Home, id: string): Promise<string> {
  const settings = core.config.get("CarmeHub.build")
  const folders = settings.paths.map(path => folderFor(path, home))
  if (added.source === "path") {
    checkPath(added.origin, added.store === undefined ? folders : ["/"])
    return added.origin
  }
  if (added.source === "pull") checkPullAddress(added.origin, settings)
  else checkDefinition(added.origin, { settings, folders, images: await storeImages(core) })
  return madeImage(core, home, id)
}

/** Path of an image that a job makes. A colon would mean something in a path, and no name has an @. */
export function madeImage(core: Core, home: Home, id: string): string {
  return `${folderFor(core.config.get("CarmeHub.build").folder, home)}/${id.replace(":", "@")}.sif`
}

/** The lock makes parallel requests of one person count each other. */
async function write(core: Core, by: UserRow, row: ContainerRow): Promise<void> {
  const most = core.config.get("CarmeHub.build").perUser
  const limit = await diskLimit(core, row.owner_id)
  if (core.config.get("CarmeHub.containers")[row.id] !== undefined) throw taken(row.id)
  try {
    await core.db.tx(async t => {
      await lockSubjects(t, [`user:${by.id}`])
      const own = row.owner_id === null ? [] : await containersOf(t, row.owner_id)
      const no =
        row.owner_id === null ? null : (tooMany(own.length, most) ?? diskRefusal({ used: usedBy(own), limit }, null))
      if (no) throw no
      await insertContainer(t, row)
    })
  } catch (error) {
    throw isUniqueViolation(error) ? taken(row.id) : error
  }
}

function tooMany(used: number, limit: number): Refusal | null {
  if (used < limit) return null
  return new Refusal(403, `You may have ${limit} containers of your own, and have ${used}: delete one first.`, {
    code: "quota-containers",
    limit,
    used,
    asked: 1,
    allowed: Math.max(0, limit - used),
  })
}

function taken(id: string): Refusal {
  return new Refusal(409, `There is a container ${id} already.`, { code: "container-exists" })
}
