/** Slurm's lists of trackable resources: `cpu=4,mem=8G,node=1,gres/gpu=2,gres/gpu:a100=2`. */
export interface GpuCounts {
  readonly gpus: number
  readonly gpusByType: Readonly<Record<string, number>>
}

/** Types are in the list only where the site accounts for them; then the sum stands beside them. Shards count as a type. */
export function gpusOfTres(list: string): GpuCounts {
  const counts = new Map(list.split(",").flatMap(part => pairOf(part.trim())))
  const shards = counts.get("gres/shard") ?? 0
  const typed = [...counts].flatMap(([name, count]) =>
    name.startsWith("gres/gpu:") ? [[name.slice("gres/gpu:".length), count] as const] : [],
  )
  const whole = counts.get("gres/gpu") ?? typed.reduce((all, [, count]) => all + count, 0)
  return {
    gpus: whole + shards,
    gpusByType: Object.fromEntries(shards === 0 ? typed : [...typed, ["shard", shards] as const]),
  }
}

function pairOf(part: string): readonly (readonly [string, number])[] {
  const [, name = "", count] = /^(gres\/(?:gpu(?::[^=]+)?|shard))=(\d+)$/.exec(part) ?? []
  return count === undefined ? [] : [[name, Number(count)]]
}
