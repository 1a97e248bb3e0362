/** A spawn request, from form or API, to validated options and what admission charges. Pure: it asks nobody. */
import { Refusal } from "../../hub/plugin/errors.ts"
import { usualGpus } from "../../hub/plugin/gpu-types.ts"
import type { Booking, Container, Offer, Queue } from "../../hub/plugin/offer.ts"
import type { JsonObject, ParsedOptions } from "../../hub/plugin/spawner.ts"
import { formatWalltime } from "../../hub/plugin/walltime.ts"
import { badOption, type FieldName, readFields, shown } from "./fields.ts"
import { parseMemory } from "./memory.ts"
import { parseWalltime } from "./walltime.ts"

type Fields = ReadonlyMap<FieldName, string>

export function parseRequest(raw: JsonObject, offer: Offer): ParsedOptions {
  const fields = readFields(raw)
  const container = chosenContainer(fields, offer)
  const booking = chosenBooking(fields, offer)
  const queue = chosenQueue(fields, offer, booking)
  const gpus = count(fields, "gpus", 0, 1024) ?? (queue === null ? 0 : usualGpus(queue, offer.limits))
  const gpuType = chosenGpuType(fields, queue, offer, gpus)
  const nodes = chosenNodes(fields, queue, gpus)
  const gpusOfNode = gpus / nodes
  const cpus = count(fields, "cpus", 1, 4096)
  const memoryMb = memory(fields)
  const walltimeMinutes = withinBooking(walltime(fields), booking)
  checkNotify(fields)
  return {
    // A rescue or a booking is for this once, and never what the next start begins with.
    userOptions: Object.fromEntries(
      [...fields]
        .filter(([name]) => name !== "rescue" && name !== "reservation")
        .map(([name, text]) => [name, isCount(name) ? Number(text) : text]),
    ),
    demand: {
      queue: queue?.name ?? null,
      container: container?.name ?? null,
      gpus,
      gpuType,
      ...(nodes === 1 ? {} : { nodes }),
      cpus: cpus ?? (queue ? perGpu(queue.cpusPerGpu, gpusOfNode) : null),
      memoryMb: memoryMb ?? (queue ? perGpu(queue.memoryMbPerGpu, gpusOfNode) : null),
      walltimeMinutes: walltimeMinutes ?? shorter(usualTime(queue, offer), booking),
      ...(booking === null ? {} : { reservation: booking.name }),
      ...chosenProject(fields, offer),
      ...(isTicked(fields, "rescue") ? { rescue: true } : {}),
    },
  }
}

function chosenContainer(fields: Fields, offer: Offer): Container | null {
  const name = fields.get("container")
  if (name === undefined) return offer.containers.find(c => c.isDefault) ?? offer.containers[0] ?? null
  const container = offer.containers.find(c => c.name === name)
  if (container) return container
  if (offer.limits.containers !== null && /^[\w~][\w.:~-]{0,127}$/.test(name)) {
    const message = `You may not use the container ${shown(name)}. ${choices(offer.containers)}`
    const allowed = offer.containers.map(each => each.name)
    throw new Refusal(403, message, { code: "container-not-allowed", limit: allowed, asked: name, allowed })
  }
  throw badOption(`There is no container ${shown(name)}. ${choices(offer.containers)}`)
}

function chosenBooking(fields: Fields, offer: Offer): Booking | null {
  const id = fields.get("reservation")
  if (id === undefined) return null
  const booking = offer.bookings?.find(b => String(b.id) === id)
  if (booking) return booking
  throw badOption(`There is no booking ${shown(id)} that holds now and that you may use.`)
}

/** Slurm would let a job wait for ever that cannot end before its booking does. */
function withinBooking(minutes: number | null, booking: Booking | null): number | null {
  if (minutes === null || booking === null || minutes <= booking.minutesLeft) return minutes
  throw badOption(
    `The booking holds for ${formatWalltime(booking.minutesLeft)} yet, and you asked for ${formatWalltime(minutes)}. Ask for less, or make the booking longer.`,
  )
}

function shorter(minutes: number | null, booking: Booking | null): number | null {
  return booking === null ? minutes : Math.min(minutes ?? booking.minutesLeft, booking.minutesLeft)
}

function chosenQueue(fields: Fields, offer: Offer, booking: Booking | null): Queue | null {
  const allowed = offer.queues.filter(q => offer.limits.queues?.includes(q.name) ?? true)
  // A booking is of nodes of its own queue, whatever the form has chosen.
  const name = booking?.queue ?? fields.get("queue")
  if (name === undefined) {
    const queue = allowed.find(q => q.isDefault) ?? allowed[0] ?? null
    if (queue || offer.queues.length === 0) return queue
    throw notAllowed("Your roles allow no queue.", null, [])
  }
  const queue = allowed.find(q => q.name === name)
  if (queue) return queue
  if (!isName(name)) throw badOption(`${shown(name)} is no name of a queue. ${choices(allowed)}`)
  throw notAllowed(`You may not use the queue ${shown(name)}. ${choices(allowed)}`, name, allowed)
}

function notAllowed(message: string, asked: string | null, allowed: readonly Queue[]): Refusal {
  return new Refusal(403, message, { code: "queue-not-allowed", asked, allowed: allowed.map(q => q.name) })
}

/** Without a choice it is any; where the person may not have any, it is the first of those that are allowed. */
function chosenProject(fields: Fields, { projects = [] }: Offer): { project?: string } {
  const name = fields.get("project")
  if (name === undefined) return {}
  if (projects.some(project => project.name === name)) return { project: name }
  throw new Refusal(403, `You are in no project ${shown(name)} that is open. ${choices(projects)}`, {
    code: "project-not-allowed",
    asked: name,
    allowed: projects.map(project => project.name),
  })
}

function chosenGpuType(fields: Fields, queue: Queue | null, { limits }: Offer, gpus: number): string | null {
  const type = fields.get("gpu_type")
  const offered = queue?.gpuTypes ?? []
  const types = offered.length === 0 ? (limits.gpuTypes ?? []) : offered
  const allowed = types.filter(each => limits.gpuTypes?.includes(each) ?? true)
  if (type === undefined) {
    const any = limits.gpuTypes === null || (offered.length > 0 && allowed.length === offered.length)
    return gpus === 0 || any ? null : (allowed[0] ?? null)
  }
  if (types.length === 0)
    throw badOption(`There is no choice of a GPU type in this queue, so gpu_type has to be empty.`)
  // Who names a type that is there, but not theirs, is told so by admission.
  if (!types.includes(type) && !limits.gpuTypes?.includes(type))
    throw badOption(`There is no GPU type ${shown(type)}. You can choose ${allowed.join(", ") || "none"}.`)
  return gpus === 0 ? null : type
}

function isName(text: string): boolean {
  return /^\w[\w.-]{0,63}$/.test(text)
}

/** GPUs are counted in all: each node has the same share of them. */
function chosenNodes(fields: Fields, queue: Queue | null, gpus: number): number {
  const nodes = count(fields, "nodes", 1, 1024) ?? 1
  const most = queue?.maxNodes ?? 1
  if (nodes > most) {
    const has = most === 1 ? "only one node" : `at most ${most} nodes`
    const message = `The queue ${queue?.name ?? ""} gives a job ${has}; you asked for ${nodes}.`
    throw new Refusal(403, message, { code: "queue-nodes", limit: most, asked: nodes, allowed: most })
  }
  if (gpus % nodes === 0) return nodes
  const less = gpus - (gpus % nodes)
  throw badOption(
    `${gpus} GPUs cannot be shared evenly by ${nodes} nodes. Ask for ${less === 0 ? "" : `${less} or `}${less + nodes} GPUs in all.`,
  )
}

function count(fields: Fields, name: "gpus" | "cpus" | "nodes", least: number, most: number): number | null {
  const text = fields.get(name)
  if (text === undefined) return null
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw badOption(`The option ${name} has to be a whole number from ${least} to ${most}, not ${shown(text)}.`)
}

function memory(fields: Fields): number | null {
  const text = fields.get("memory")
  if (text === undefined) return null
  const megabytes = parseMemory(text)
  if (megabytes !== null) return megabytes
  throw badOption(`${shown(text)} is no amount of memory. Write it like 8G or 512M.`)
}

function walltime(fields: Fields): number | null {
  const text = fields.get("walltime")
  if (text === undefined) return null
  const minutes = parseWalltime(text)
  if (minutes !== null) return minutes
  throw badOption(
    `${shown(text)} is no time. Write it like ${formatWalltime(120)}, ${formatWalltime(2880)} or 90 (minutes).`,
  )
}

/** A job without a GPU gets the share of one. */
function perGpu(share: number | null, gpus: number): number | null {
  return share === null ? null : share * Math.max(1, gpus)
}

/** The queue's default, else the longest that is allowed. */
function usualTime(queue: Queue | null, offer: Offer): number | null {
  const limits = [queue?.maxWalltimeMinutes, offer.limits.walltimeMinutes].filter(limit => typeof limit === "number")
  if (typeof queue?.defaultWalltimeMinutes === "number") return Math.min(queue.defaultWalltimeMinutes, ...limits)
  return limits.length === 0 ? null : Math.min(...limits)
}

/** How the hub tells that it is ready; it reads this of the stored options. */
function checkNotify(fields: Fields): void {
  const how = fields.get("notify")
  if (how !== undefined && how !== "mail") throw badOption(`The option notify has to be mail, not ${shown(how)}.`)
}

function isTicked(fields: Fields, name: "rescue"): boolean {
  const text = fields.get(name)
  if (text === undefined || /^(off|false|no|0)$/i.test(text)) return false
  if (/^(on|true|yes|1)$/i.test(text)) return true
  throw badOption(`The option ${name} is on or off, not ${shown(text)}.`)
}

function isCount(name: FieldName): boolean {
  return name === "gpus" || name === "cpus" || name === "nodes"
}

function choices(entries: readonly { readonly name: string }[]): string {
  return entries.length === 0
    ? "There is nothing to choose from."
    : `You can choose ${entries.map(e => e.name).join(", ")}.`
}
