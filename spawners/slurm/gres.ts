/** The GPUs in Slurm's lists of generic resources: `gpu:a100:2(S:0-1),shard:8` and `gpu:a100:1(IDX:0)`. */
import type { NodeGpus } from "../../hub/plugin/scheduler.ts"

/** What a node has and what of it jobs hold, by type; both lists as Slurm writes them. */
export function nodeGpus(configured: string, used: string): readonly NodeGpus[] {
  const taken = gpuCounts(used)
  return [...gpuCounts(configured)].map(([type, total]) => ({
    type: type === "" ? null : type,
    total,
    used: Math.min(total, taken.get(type) ?? 0),
  }))
}

/** Type, empty for none, to number. */
function gpuCounts(list: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  // What stands in brackets (sockets, indexes) has commas of its own.
  for (const part of list.replace(/\([^()]*\)/g, "").split(",")) {
    const [name, ...rest] = part
      .trim()
      .replace(/^gres\//, "")
      .split(":")
    if (name !== "gpu") continue
    const count = /^\d+$/.test(rest.at(-1) ?? "") ? Number(rest.pop()) : 1
    const type = rest[0] ?? ""
    counts.set(type, (counts.get(type) ?? 0) + count)
  }
  return counts
}
