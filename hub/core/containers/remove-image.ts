/** Removes the image that the hub's own job made for a container, and what is left of an attempt at it. */
import type { ContainerRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"

/** A file that a person added by path stays. Throws a Fault where it could not be done now. */
export async function removeImage(core: Core, row: ContainerRow): Promise<void> {
  const { tasks } = core.spawner
  if (!tasks || (row.source !== "pull" && row.source !== "definition")) return
  try {
    for (const path of [row.image, `${row.image}.part`]) {
      await tasks.removeFile(row.created_by, path, core.spawnerContext)
    }
  } catch (error) {
    // Without the account there is nobody to remove it as; anything else is tried again.
    if (!(error instanceof Refusal)) throw error
    core.log.warn("The image of a container stays", { container: row.id, image: row.image, cause: error })
  }
}
