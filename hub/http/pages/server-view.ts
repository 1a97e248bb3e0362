/** A server as the pages show it: its state in words, and what is known of what it runs on. */

import type { Core } from "../../core/core.ts"
import { serverUrl } from "../../core/public-urls.ts"
import { apiView } from "../../core/servers/lifecycle.ts"
import type { RunRow, SpawnerRow } from "../../db/rows.ts"
import { walltimeInWords } from "../../plugin/walltime.ts"
import { pendingUrl, spawnUrl } from "./server-urls.ts"

interface Detail {
  readonly label: string
  readonly text: string
  /** ISO time, for what is a point in time. */
  readonly at?: string
}

export function serverView(core: Core, userName: string, name: string, row: SpawnerRow | null, run: RunRow | null) {
  const { config } = core
  const { ready, pending, stopped } = apiView(run?.state ?? null)
  const [state, stateText] = stateOf(run)
  return {
    name,
    display_name: row?.display_name ?? null,
    title: row?.display_name || name,
    ready,
    pending,
    active: !stopped,
    state,
    state_text: stateText,
    url: serverUrl(config, userName, name),
    spawn_url: spawnUrl(config, userName, name),
    pending_url: pendingUrl(config, userName, name),
    last_activity: row?.last_activity ?? null,
    details: run === null ? [] : runDetails(core, run),
  }
}

/** Queue, GPUs, container, node and the end of the time limit, as far as they are known. */
export function runDetails(core: Core, run: RunRow): readonly Detail[] {
  const { queue, container, gpus, gpuType, cpus, memoryMb, walltimeMinutes } = run.demand
  const queues = core.config.get("CarmeHub.queues")
  const containers = core.config.get("CarmeHub.containers")
  const details: (Detail | null)[] = [
    queue === null ? null : { label: "Queue", text: queues[queue]?.displayName || queue },
    queue === null
      ? null
      : { label: "GPUs", text: gpuType === null || gpus === 0 ? String(gpus) : `${gpus} (${gpuType})` },
    container === null ? null : { label: "Container", text: containers[container]?.displayName || container },
    cpus === null ? null : { label: "CPUs", text: String(cpus) },
    memoryMb === null ? null : { label: "Memory", text: memory(memoryMb) },
    run.node === null ? null : { label: "Node", text: run.node },
    walltimeMinutes === null ? null : timeLimit(run, walltimeMinutes),
  ]
  return details.filter(detail => detail !== null)
}

function stateOf(run: RunRow | null): readonly [string, string] {
  if (run === null || run.state === "stopped") return ["stopped", "stopped"]
  if (run.state === "ready") return ["ready", "running"]
  if (run.state === "stopping") return ["stopping", "stopping"]
  return [
    "starting",
    run.state === "starting" ? "starting" : run.spawner === "slurm" ? "waiting in the queue" : "starting",
  ]
}

function timeLimit(run: RunRow, minutes: number): Detail {
  if (run.allocated_at === null) return { label: "Time limit", text: walltimeInWords(minutes) }
  const end = new Date(run.allocated_at.getTime() + minutes * 60_000)
  return { label: "Ends", text: `${end.toISOString().slice(0, 16).replace("T", " ")} UTC`, at: end.toISOString() }
}

function memory(megabytes: number): string {
  return megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`
}
