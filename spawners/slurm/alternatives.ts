/** Other choices for somebody whose session would wait or is refused: most like the one that was asked for first. Pure. */

import type { Refusal } from "../../hub/plugin/errors.ts"
import { typesFor } from "../../hub/plugin/gpu-types.ts"
import type { Offer, Queue } from "../../hub/plugin/offer.ts"
import type { Choice, JsonObject, ParsedOptions } from "../../hub/plugin/spawner.ts"
import { formatWalltime, walltimeInWords } from "../../hub/plugin/walltime.ts"

/** `no` is why it is refused, `room` are the minutes until a booking of others. Whether a choice fits the limits is for admission to say, and when it starts for Slurm. */
export function alternatives(
  { userOptions, demand }: ParsedOptions,
  offer: Offer,
  no: Refusal | null,
  room: number | null = null,
): readonly Choice[] {
  const { gpus, gpuType, walltimeMinutes, nodes = 1 } = demand
  const queue = offer.queues.find(q => q.name === demand.queue) ?? null
  const choices: Choice[] = []
  const add = (change: string, options: JsonObject) => choices.push({ change, options: { ...userOptions, ...options } })

  const allowed = no?.detail.allowed
  if (typeof allowed === "number" && allowed > 0) {
    if (no?.detail.code === "quota-walltime")
      add(`for ${walltimeInWords(allowed)}`, { walltime: formatWalltime(allowed) })
    else if (no?.detail.code?.startsWith("quota-gpus")) add(`with ${gpuCount(allowed)}`, { gpus: allowed })
  }
  if (room !== null && room > 0)
    add(`for ${walltimeInWords(room)}, before the booking`, { walltime: formatWalltime(room) })
  for (const other of offer.queues) if (other !== queue) addQueue(other)
  if (gpuType !== null && gpus > 0) {
    add("with GPUs of any type", { gpu_type: undefined })
    for (const type of queue === null ? [] : typesFor(queue, offer.limits))
      if (type !== gpuType) add(`with GPUs of the type ${type}`, { gpu_type: type })
  }
  const fewer = Math.floor(gpus / 2 / nodes) * nodes
  if (fewer > 0) add(`with ${gpuCount(fewer)}`, { gpus: fewer })
  if (nodes > 1) add("on one node", { nodes: undefined })
  if (walltimeMinutes !== null && walltimeMinutes >= 60) {
    const shorter = walltimeMinutes / 2 > 60 ? Math.ceil(walltimeMinutes / 120) * 60 : Math.ceil(walltimeMinutes / 2)
    add(`for ${walltimeInWords(shorter)}`, { walltime: formatWalltime(shorter) })
  }
  return distinct(choices)

  function addQueue(other: Queue): void {
    if (other.maxGpusPerJob !== null && gpus > other.maxGpusPerJob) return
    if (nodes > other.maxNodes) return
    const longest = other.maxWalltimeMinutes
    const cut = longest !== null && walltimeMinutes !== null && walltimeMinutes > longest
    const minutes = cut ? longest : walltimeMinutes
    add(`in the queue ${other.displayName}${cut ? ` for ${walltimeInWords(longest)}` : ""}`, {
      queue: other.name,
      // Named, also where it was this queue's own: the other's may be days, and cost as much.
      ...(minutes === null ? {} : { walltime: formatWalltime(minutes) }),
      ...(gpuType === null || typesFor(other, offer.limits).includes(gpuType) ? {} : { gpu_type: undefined }),
    })
  }
}

/** Options that are undefined are not given at all. */
function distinct(choices: readonly Choice[]): readonly Choice[] {
  const seen = new Map<string, Choice>()
  for (const { change, options } of choices) {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
    const key = JSON.stringify(Object.entries(given).sort())
    if (!seen.has(key)) seen.set(key, { change, options: given })
  }
  return [...seen.values()]
}

function gpuCount(count: number): string {
  return count === 1 ? "1 GPU" : `${count} GPUs`
}
