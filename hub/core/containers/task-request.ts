/** The job that pulls, builds or measures a container's image, from what the database has of it. */
import type { ContainerRow, ContainerTask } from "../../db/rows.ts"
import type { TaskRequest } from "../../plugin/tasks.ts"
import type { Core } from "../core.ts"
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
      most_mb: String(settings.maxSizeMb),
      keys: settings.keys ?? "",
    },
    ...(task.kind === "build" ? { input: row.origin } : {}),
    queue: settings.queue === null ? null : (queues[settings.queue] ?? null),
    walltimeMinutes: settings.walltimeMinutes,
    cpus: settings.cpus,
    memoryMb: settings.memoryMb,
  }
}

/** Images of the store that everybody may use, for definition files that build on them. */
export async function storeImages(core: Core): Promise<readonly string[]> {
  const open = (await listEntries(core)).filter(({ owner, container }) => {
    return owner === null && (container.roles ?? []).length + (container.groups ?? []).length === 0
  })
  return open.map(entry => entry.container.image)
}
