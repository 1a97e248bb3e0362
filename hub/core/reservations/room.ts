/** Whether there is room for a booking beside the others, and if not, when there is. Pure: it asks nobody. */

/** A node that can be booked. GPUs without a type are under "". */
export interface BookableNode {
  readonly name: string
  readonly gpus: Readonly<Record<string, number>>
  /** Whether jobs may start on it today. */
  readonly usable: boolean
  /** GPUs in use now, by type; left out where none is. */
  readonly used?: Readonly<Record<string, number>>
  /** When the last of the jobs on it is over by its time limit; left out where none runs. */
  readonly freeFrom?: Date
}

/** Something that is booked already. */
export interface Taken {
  readonly starts: Date
  readonly ends: Date
  readonly nodes: readonly string[]
  /** GPUs that it holds; of whole nodes it is all of theirs, whatever stands here. */
  readonly gpus: number
  readonly gpuType: string | null
}

export interface Wanted {
  readonly unit: "nodes" | "gpus"
  /** How many nodes; null is as many as the GPUs need. */
  readonly nodes: number | null
  readonly gpus: number
  readonly gpuType: string | null
}

export interface Window {
  readonly starts: Date
  readonly ends: Date
}

/** What it would hold; of GPUs no node is chosen, that is Slurm's to do. */
export interface Room {
  readonly nodes: readonly string[]
  readonly gpus: number
}

/** How long a node may be out of order before that counts against a booking which is far ahead. */
const repairMs = 24 * 3_600_000

/** Null: there is none in this window. `preferred` are taken first: a booking that is moved stays where it is. */
export function roomFor(
  wanted: Wanted,
  window: Window,
  nodes: readonly BookableNode[],
  taken: readonly Taken[],
  now: Date,
  preferred: readonly string[] = [],
): Room | null {
  const others = taken.filter(other => overlaps(other, window))
  const soon = window.starts.getTime() - now.getTime() < repairMs
  const candidates = nodes.filter(node => (node.usable || !soon) && gpusOf(node, wanted.gpuType) >= leastGpus(wanted))
  if (wanted.unit === "gpus") {
    const total = sum(candidates.map(node => gpusOf(node, wanted.gpuType)))
    return total - peak(others, window, nodes, wanted.gpuType) >= wanted.gpus ? { nodes: [], gpus: wanted.gpus } : null
  }
  const busy = new Set(others.flatMap(other => nodesOf(other, nodes)))
  // Slurm books no node whose jobs may run beyond the begin.
  const free = candidates.filter(node => !busy.has(node.name) && (node.freeFrom ?? now) <= later(window.starts, now))
  const chosen = wanted.nodes === null ? enoughGpus(wanted, free, preferred) : enough(wanted.nodes, free, preferred)
  return chosen && { nodes: chosen.map(node => node.name), gpus: sum(chosen.map(node => gpusOf(node, null))) }
}

/** The next windows of the same length in which there is room, from `from` on, beginning before `until`. */
export function freeWindows(
  wanted: Wanted,
  lengthMs: number,
  nodes: readonly BookableNode[],
  taken: readonly Taken[],
  search: { readonly from: Date; readonly until: Date; readonly now: Date; readonly most: number },
): readonly Window[] {
  const moments = [...taken.map(other => other.ends), ...nodes.flatMap(node => node.freeFrom ?? [])]
  const ends = moments.map(end => end.getTime()).filter(end => end > search.from.getTime())
  const starts = [...new Set([roundUp(search.from.getTime()), ...ends.map(roundUp)])].sort((a, b) => a - b)
  const found: Window[] = []
  for (const start of starts) {
    if (found.length === search.most || start > search.until.getTime()) break
    const window = { starts: new Date(start), ends: new Date(start + lengthMs) }
    if (roomFor(wanted, window, nodes, taken, search.now)) found.push(window)
  }
  return found
}

export function overlaps(a: Window, b: Window): boolean {
  return a.starts < b.ends && b.starts < a.ends
}

/** The most GPUs that are held at any one time of the window. */
export function peak(
  taken: readonly Taken[],
  window: Window,
  nodes: readonly BookableNode[],
  type: string | null,
): number {
  const held = (other: Taken) => heldGpus(other, nodes, type)
  // The sum only grows where one of them starts.
  const moments = [window.starts, ...taken.map(other => other.starts).filter(start => start > window.starts)]
  const at = (moment: Date) => sum(taken.filter(o => o.starts <= moment && moment < o.ends).map(held))
  return Math.max(0, ...moments.filter(moment => moment < window.ends).map(at))
}

/** Where only the nodes are told, they are held whole. A booking without a type may get GPUs of any. */
function heldGpus(other: Taken, nodes: readonly BookableNode[], type: string | null): number {
  if (other.gpus === 0) return sum(nodes.filter(n => other.nodes.includes(n.name)).map(n => gpusOf(n, type)))
  return type === null || other.gpuType === null || other.gpuType === type ? other.gpus : 0
}

/** A booking of GPUs by Slurm may stand on any part of its nodes; one that no nodes are known of, on any node. */
function nodesOf(other: Taken, nodes: readonly BookableNode[]): readonly string[] {
  return other.nodes.length > 0 || other.gpus === 0 ? other.nodes : nodes.map(node => node.name)
}

function enough(count: number, free: readonly BookableNode[], preferred: readonly string[]) {
  const sorted = free.toSorted((a, b) => rank(a, preferred) - rank(b, preferred) || gpusOf(a, null) - gpusOf(b, null))
  return sorted.length < count ? null : sorted.slice(0, count)
}

/** The smallest node that is enough; else the largest ones, as few as can be. */
function enoughGpus(wanted: Wanted, free: readonly BookableNode[], preferred: readonly string[]) {
  const size = (node: BookableNode) => gpusOf(node, wanted.gpuType)
  const single = free
    .filter(node => size(node) >= wanted.gpus)
    .toSorted((a, b) => rank(a, preferred) - rank(b, preferred) || size(a) - size(b))[0]
  if (single) return [single]
  const chosen: BookableNode[] = []
  for (const node of free.toSorted((a, b) => rank(a, preferred) - rank(b, preferred) || size(b) - size(a))) {
    if (sum(chosen.map(size)) >= wanted.gpus) break
    chosen.push(node)
  }
  return sum(chosen.map(size)) >= wanted.gpus ? chosen : null
}

function rank(node: BookableNode, preferred: readonly string[]): number {
  return preferred.includes(node.name) ? 0 : 1
}

/** A booking of GPUs has no use for a node without. */
function leastGpus(wanted: Wanted): number {
  return wanted.gpus > 0 || wanted.gpuType !== null ? 1 : 0
}

function gpusOf(node: BookableNode, type: string | null): number {
  return type === null ? sum(Object.values(node.gpus)) : (node.gpus[type] ?? 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

const quarterMs = 15 * 60_000

function later(a: Date, b: Date): Date {
  return a > b ? a : b
}

function roundUp(time: number): number {
  return Math.ceil(time / quarterMs) * quarterMs
}
