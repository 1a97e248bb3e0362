/** The scratch folder that jobs of a queue have: the first entry of the site that is for it, else `SlurmSpawner.scratch_dir`. */
import type { Scratch } from "../../../hub/plugin/data.ts"

export function scratchFor(entries: Readonly<Record<string, Scratch>>, scratchDir: string, queue: string | null) {
  const fits = ({ queues }: Scratch) => queues === null || (queue !== null && queues.includes(queue))
  return Object.values(entries).find(fits) ?? (scratchDir === "" ? null : plain(scratchDir))
}

function plain(path: string): Scratch {
  return {
    name: "scratch",
    kind: "node-local",
    path,
    size: "",
    description: "",
    queues: null,
    start: [],
    stop: [],
    homeFolder: "",
  }
}
