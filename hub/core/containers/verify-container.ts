/** Measures a container's image again, or makes it again where that failed: the digest that is found is pinned from then on. */
import { insertContainer, moveContainer } from "../../db/containers.ts"
import { isUniqueViolation } from "../../db/faults.ts"
import type { ContainerRow, ContainerTask, UserRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { kindOf, madeImage, newTask, tasksOf } from "./add-container.ts"
import { blankContainer } from "./blank-container.ts"
import { step } from "./container-lifecycle.ts"
import type { Entry } from "./entries.ts"
import { containersKey } from "./wake.ts"

/** As a job of the owner, else of `by`. Throws Refusal 409 while it is being made or measured. */
export async function verifyContainer(core: Core, entry: Entry, by: UserRow): Promise<void> {
  const user = entry.owner?.name ?? by.name
  const home = { username: user, home: await tasksOf(core).home(user, core.spawnerContext) }
  const again = entry.facts === null && entry.state === "failed"
  const task = newTask(core, again ? kindOf(entry.source) : "measure", user)
  // In the folder of whoever makes it: nobody may write into another's.
  const place = again && task.kind !== "measure" ? { created_by: user, image: madeImage(core, home, entry.id) } : {}
  if (!(entry.row === null ? await first(core, entry, task) : await next(core, entry.id, { task, ...place }))) {
    throw new Refusal(409, "It is being made, measured or deleted just now.", { code: "container-busy" })
  }
  core.bus.wake(containersKey)
}

function next(core: Core, id: string, patch: Partial<ContainerRow>): Promise<boolean> {
  const { from, to } = step("verify")
  return moveContainer(core.db, id, from, to, { ...patch, message: null, changed_at: core.clock.now() })
}

/** Of one of the configuration there is no row before it is measured. */
async function first(core: Core, { id, container }: Entry, task: ContainerTask): Promise<boolean> {
  const now = core.clock.now()
  const row: ContainerRow = {
    ...blankContainer,
    id,
    source: "config",
    origin: "",
    image: container.image,
    display_name: container.displayName.slice(0, 255),
    task,
    created_by: task.user,
    created_at: now,
    changed_at: now,
  }
  try {
    await insertContainer(core.db, row)
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}
