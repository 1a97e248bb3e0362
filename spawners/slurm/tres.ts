/** Slurm's lists of trackable resources: `cpu=4,mem=8G,node=1,gres/gpu=2,gres/gpu:a100=2`. */
export interface GpuCounts {
  readonly gpus: number
  readonly gpusByType: Readonly<Record<string, number>>
}

/** Types are in the list only where the site accounts for them; then the sum stands beside them. */
export function gpusOfTres(list: string): GpuCounts {
  const pairs = list.split(",").map(part => /^gres\/gpu(?::([^=]+))?=(\d+)$/.exec(part.trim()))
  const typed = pairs.flatMap(match => (match?.[1] ? [[match[1], Number(match[2])] as const] : []))
  const sum = pairs.find(match => match && match[1] === undefined)?.[2]
  return {
    gpus: sum === undefined ? typed.reduce((all, [, count]) => all + count, 0) : Number(sum),
    gpusByType: Object.fromEntries(typed),
  }
}
