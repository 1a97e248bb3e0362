/** What comes of the result that a container's job wrote: measured, or why not. */
import { moveContainer } from "../../db/containers.ts"
import type { Queryable } from "../../db/db.ts"
import { lockSubjects } from "../../db/ledger.ts"
import type { ContainerRow, ImageFacts } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { diskLimit, diskRefusal, usedBeside } from "./container-disk.ts"
import { step } from "./container-lifecycle.ts"
import { readFacts } from "./image-facts.ts"
import { folderFor, isInside, notPlain, shown } from "./image-path.ts"
import { removeImage } from "./remove-image.ts"

/** False: the job did not say how it went. */
export async function finishContainer(core: Core, row: ContainerRow, text: string): Promise<boolean> {
  const told = readFacts(text, core.clock.now())
  if (told.kind === "nothing") return false
  const refused =
    told.kind === "error"
      ? told.message
      : (unsigned(core, told.facts.signed) ??
        (await outside(core, row, told.real)) ??
        (await measured(core, row, told.facts, told.real)))
  if (refused !== null) await failContainer(core, row, refused)
  return true
}

/** What a job made of no use is removed: else nobody would know of it. */
export async function failContainer(core: Core, row: ContainerRow, message: string): Promise<void> {
  if (row.task !== null && row.task.kind !== "measure") await removeImage(core, row)
  await settle(core, core.db, row, "failed", { message })
}

/** Why not, where others of the person that were made meanwhile have taken the room: the lock lets one count the other. */
async function measured(core: Core, row: ContainerRow, facts: ImageFacts, real: string): Promise<string | null> {
  const limit = await diskLimit(core, row.owner_id)
  // Where a link led to is what was measured, so that is what is opened from now on.
  const image = row.source === "path" ? { image: real.slice(0, 4096) } : {}
  return core.db.tx(async db => {
    if (row.owner_id !== null) {
      await lockSubjects(db, [`user:${row.owner_id}`])
      const used = limit === null ? 0 : await usedBeside(db, row.owner_id, row.id)
      const no = diskRefusal({ used, limit }, facts.size)
      if (no) return no.message
    }
    await settle(core, db, row, "measured", { facts, message: null, ...image })
    return null
  })
}

/** Where a link leads to holds to the rules of the path that was given. The job has looked already, but a job is its person's. */
async function outside(core: Core, row: ContainerRow, real: string): Promise<string | null> {
  if (row.source !== "path") return null
  if (!(await isInFolders(core, row, real))) return "The image is outside the folders that images may be in."
  const why = notPlain(real)
  return why === null ? null : `The image is at ${shown(real)}, and cannot be used there: ${why}.`
}

/** The store's may be anywhere. */
async function isInFolders(core: Core, row: ContainerRow, real: string): Promise<boolean> {
  const { tasks } = core.spawner
  if (row.owner_id === null || !tasks) return true
  const home = { username: row.created_by, home: await tasks.home(row.created_by, core.spawnerContext) }
  const folders = core.config.get("CarmeHub.build").paths.map(path => folderFor(path, home))
  return folders.some(folder => isInside(real, folder)) && !real.split("/").includes("..")
}

function unsigned(core: Core, signed: boolean | undefined): string | null {
  const { requireSignature } = core.config.get("CarmeHub.build")
  if (requireSignature !== "everybody" || signed === true) return null
  return "The image is not signed by a key of this site, which asks for that."
}

async function settle(
  core: Core,
  db: Queryable,
  row: ContainerRow,
  event: "measured" | "failed",
  patch: Partial<Pick<ContainerRow, "facts" | "message" | "image">>,
): Promise<void> {
  const { from, to } = step(event)
  await moveContainer(db, row.id, from, to, { ...patch, changed_at: core.clock.now() })
}
