/** Whether bookings of others are in the way of a start, so that what is left of its queue is not enough; and until when it could run. Pure. */

import type { Demand } from "../../plugin/demand.ts"
import type { NodeResources, Reservation } from "../../plugin/scheduler.ts"

export interface BookingAhead {
  /** Of the booking that takes the last room: the first of those that do. */
  readonly starts: Date
  readonly ends: Date
  /** The longest that would end before it, in minutes; 0 where it holds already, or begins too soon for a session. */
  readonly allowedMinutes: number
}

export interface Asked {
  readonly user: string
  readonly demand: Demand
  /** The nodes of its partition. */
  readonly nodes: readonly NodeResources[]
  readonly reservations: readonly Reservation[]
  readonly now: Date
}

/**
 * As if it began now. What runs on the nodes counts where there would be room beside it; where it has to wait for running
 * jobs anyway, the nodes count as empty. Null: nothing is in the way, or there would be no room without bookings either.
 */
export function bookingAhead(asked: Asked): BookingAhead | null {
  const { demand, nodes, now } = asked
  if (demand.reservation !== undefined) return null
  const ends = demand.walltimeMinutes === null ? never : now.getTime() + demand.walltimeMinutes * 60_000
  const usable = nodes.filter(node => node.usable || isInMaintenance(node))
  const room = [usable, usable.map(emptied)].find(some => fits(demand, some))
  if (room === undefined) return null
  const others = asked.reservations
    .filter(booked => isOthers(booked, asked) && booked.end > now && booked.start.getTime() < ends)
    .toSorted((a, b) => a.start.getTime() - b.start.getTime())
  // Each takes its part from its begin on: the first after which there is not enough is the one that is met.
  for (const [at, booked] of others.entries()) {
    if (fits(demand, others.slice(0, at + 1).reduce(without, room))) continue
    const minutes = Math.floor((booked.start.getTime() - now.getTime()) / 60_000) - startMinutes
    const allowed = Math.max(0, minutes - (minutes % 5))
    return { starts: booked.start, ends: booked.end, allowedMinutes: allowed < leastMinutes ? 0 : allowed }
  }
  return null
}

const never = Number.POSITIVE_INFINITY
/** From the question to the start of the job. */
const startMinutes = 2
const leastMinutes = 10

function isOthers({ users, accounts }: Reservation, { user, demand }: Asked): boolean {
  return !users.includes(user) && !(demand.account !== undefined && accounts.includes(demand.account))
}

/** Out of use by nothing but a booking for maintenance. */
function isInMaintenance({ states }: NodeResources): boolean {
  const outOfOrder = /^(DOWN|DRAIN|FAIL|ERROR|UNKNOWN|NOT_RESPONDING|POWERING_DOWN|REBOOT)/
  return states.some(state => state.startsWith("MAINT")) && !states.some(state => outOfOrder.test(state))
}

/** The GPUs have to be there in equal parts, as they are asked of Slurm. */
function fits({ gpus, gpuType, nodes = 1, cpus, memoryMb }: Demand, room: readonly NodeResources[]): boolean {
  const fitting = room.filter(
    node =>
      freeGpus(node, gpuType) >= gpus / nodes &&
      node.cpus - node.cpusUsed >= (cpus ?? 1) &&
      node.memoryMb - node.memoryMbUsed >= (memoryMb ?? 0),
  )
  return fitting.length >= nodes
}

/** Shards are parts of GPUs, of which the cluster's view tells nothing. */
function freeGpus({ gpus }: NodeResources, type: string | null): number {
  const of = gpus.filter(gpu => type === null || type === "shard" || gpu.type === type)
  return of.reduce((sum, gpu) => sum + gpu.total - gpu.used, 0)
}

function emptied(node: NodeResources): NodeResources {
  return { ...node, cpusUsed: 0, memoryMbUsed: 0, gpus: node.gpus.map(gpu => ({ ...gpu, used: 0 })) }
}

/** A booking of GPUs on several nodes does not tell how many on which: each of them may be the one that gives the most. */
function without(room: readonly NodeResources[], booked: Reservation): readonly NodeResources[] {
  if (booked.gpus === 0) return room.filter(node => !booked.nodes.includes(node.name))
  return room.map(node => {
    if (!booked.nodes.includes(node.name)) return node
    let rest = booked.gpus
    const gpus = node.gpus.map(gpu => {
      const taken = Math.min(rest, gpu.total - gpu.used)
      rest -= taken
      return { ...gpu, used: gpu.used + taken }
    })
    return { ...node, gpus }
  })
}
