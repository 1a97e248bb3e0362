/** The job that pulls, builds or measures a container's image, from what the database has of it. */
import type { ContainerRow, ContainerTask } from "../../db/rows.ts"
import type { TaskRequest } from "../../plugin/tasks.ts"
import type { Core } from "../core.ts"
import { sizeText } from "../disk/size-text.ts"
import { diskLimit, diskRefusal, usedBeside } from "./container-disk.ts"
import { checkDefinition } from "./definition.ts"
import { listEntries } from "./entries.ts"
import { folderFor, type Home } from "./image-path.ts"
import { imageScript } from "./image-script.ts"
import { checkPullAddress } from "./pull-address.ts"

/** Everything that was checked when the container was added is checked again: the site's lists may have changed. */
export async function taskRequest(
  core: Core,
  row: ContainerRow,
  task: ContainerTask,
  home: Home,
): Promise<TaskRequest> {
  const settings = core.config.get("CarmeHub.build")
  const folders = settings.paths.map(path => folderFor(path, home))
  const insecure =
    task.kind === "pull"
      ? checkPullAddress(row.origin, settings).insecure
      : task.kind === "build" &&
        checkDefinition(row.origin, { settings, folders, images: await storeImages(core) }).insecure
  const queues = core.config.get("CarmeHub.queues")
  const room = await roomFor(core, row, settings.maxSizeMb)
  return {
    id: task.id,
    user: task.user,
    script: imageScript,
    values: {
      kind: task.kind,
      image: row.image,
      uri: task.kind === "pull" ? row.origin : "",
      // What an administrator put into the store may be anywhere; what the hub's own job made is where the hub put it.
      roots: row.source === "path" && row.owner_id !== null ? folders.join("\n") : "",
      insecure: insecure ? "yes" : "no",
      library: settings.library ?? "",
      most_mb: String(room.mb),
      most_text: room.text,
      keys: settings.keys ?? "",
    },
    ...(task.kind === "build" ? { input: row.origin } : {}),
    queue: settings.queue === null ? null : (queues[settings.queue] ?? null),
    walltimeMinutes: settings.walltimeMinutes,
    cpus: settings.cpus,
    memoryMb: settings.memoryMb,
  }
}

/** What its image may have: what the site allows, or what is left of the owner's quota. Throws Refusal where nothing is. */
async function roomFor(core: Core, row: ContainerRow, mostMb: number): Promise<{ mb: number; text: string }> {
  const limit = await diskLimit(core, row.owner_id)
  if (limit === null || row.owner_id === null) return { mb: mostMb, text: "the most here" }
  const disk = { used: await usedBeside(core.db, row.owner_id, row.id), limit }
  const no = diskRefusal(disk, null)
  if (no) throw no
  const left = Math.floor((limit - disk.used) / (1024 * 1024))
  return left < mostMb
    ? { mb: left, text: `what is left of the ${sizeText(limit)} that your containers may hold together` }
    : { mb: mostMb, text: "the most here" }
}

/** Images of the store that everybody may use, for definition files that build on them. */
export async function storeImages(core: Core): Promise<readonly string[]> {
  const open = (await listEntries(core)).filter(({ owner, container }) => {
    return owner === null && (container.roles ?? []).length + (container.groups ?? []).length === 0
  })
  return open.map(entry => entry.container.image)
}
