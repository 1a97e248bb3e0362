/** What comes of the result that a container's job wrote: measured, or why not. */
import { moveContainer } from "../../db/containers.ts"
import type { ContainerRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { step } from "./container-lifecycle.ts"
import { readFacts } from "./image-facts.ts"
import { folderFor, isInside } from "./image-path.ts"

/** False: the job did not say how it went. */
export async function finishContainer(core: Core, row: ContainerRow, text: string): Promise<boolean> {
  const told = readFacts(text, core.clock.now())
  if (told.kind === "nothing") return false
  const refused =
    told.kind === "error" ? told.message : (unsigned(core, told.facts.signed) ?? (await outside(core, row, told.real)))
  if (refused !== null) {
    await settle(core, row, "failed", { message: refused })
    return true
  }
  if (told.kind !== "facts") return false
  // Where a link led to is what was measured, so that is what is opened from now on.
  const image = row.source === "path" ? { image: told.real.slice(0, 4096) } : {}
  await settle(core, row, "measured", { facts: told.facts, message: null, ...image })
  return true
}

/** The job has looked already, but a job is its person's. */
async function outside(core: Core, row: ContainerRow, real: string): Promise<string | null> {
  const { tasks } = core.spawner
  if (row.source !== "path" || row.owner_id === null || !tasks) return null
  const home = { username: row.created_by, home: await tasks.home(row.created_by, core.spawnerContext) }
  const folders = core.config.get("CarmeHub.build").paths.map(path => folderFor(path, home))
  if (folders.some(folder => isInside(real, folder)) && !real.split("/").includes("..")) return null
  return "The image is outside the folders that images may be in."
}

function unsigned(core: Core, signed: boolean | undefined): string | null {
  const { requireSignature } = core.config.get("CarmeHub.build")
  if (requireSignature !== "everybody" || signed === true) return null
  return "The image is not signed by a key of this site, which asks for that."
}

async function settle(
  core: Core,
  row: ContainerRow,
  event: "measured" | "failed",
  patch: Partial<Pick<ContainerRow, "facts" | "message" | "image">>,
): Promise<void> {
  const { from, to } = step(event)
  await moveContainer(core.db, row.id, from, to, { ...patch, changed_at: core.clock.now() })
}
