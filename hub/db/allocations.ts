/** The table `carme_allocations`: what live runs are charged with. A row that is released is history. */
import type { Knex } from "knex"
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insertMany } from "./insert.ts"
import { toColumn } from "./times.ts"

export interface AllocationRow {
  readonly run_id: string
  readonly user_id: number | null
  /** The project that pays instead of the person. */
  readonly project_id: number | null
  readonly gpus: number
  readonly gpu_type: string | null
  readonly walltime_minutes: number | null
  readonly memory_mb: number | null
  readonly queue: string | null
  readonly admitted_at: Date
  readonly released_at: Date | null
  /** The GPUs by the weight of their type: as asked for, and once it is settled the average over its time. */
  readonly weighted_gpus: number
  /** Seconds since 1970; null before it runs. */
  readonly started_s: number | null
  readonly ended_s: number | null
  /** Whose figures the GPU-hours are by; null: by the hub's until the accounting has told its own. */
  readonly settled_by: "accounting" | "hub" | null
  /** When the accounting is asked next; null is never. */
  readonly ask_at_s: number | null
}

/** What somebody holds now. GPUs are weighted by their type. */
export interface Usage {
  readonly jobs: number
  readonly gpus: number
  readonly memoryMb: number
  readonly walltimeMinutes: number
}

export const allocations = codec<AllocationRow>("carme_allocations", {
  run_id: "plain",
  user_id: "plain",
  gpus: "plain",
  gpu_type: "plain",
  walltime_minutes: "plain",
  memory_mb: "plain",
  queue: "plain",
  admitted_at: "time",
  released_at: "timeOrNull",
  weighted_gpus: "plain",
  started_s: "plain",
  ended_s: "plain",
  settled_by: "plain",
  ask_at_s: "plain",
  project_id: "plain",
})

export async function insertAllocation(db: Queryable, row: AllocationRow): Promise<void> {
  await db.q("carme_allocations").insert(allocations.write(row))
}

export async function insertAllocations(db: Queryable, rows: readonly AllocationRow[]): Promise<void> {
  await insertMany(db, "carme_allocations", rows.map(allocations.write))
}

export async function findAllocation(db: Queryable, runId: string): Promise<AllocationRow | null> {
  const row = await db.q("carme_allocations").where({ run_id: runId }).first(allocations.columns)
  return row ? allocations.read(row) : null
}

/** What the run is charged for from now on. */
export async function setAllocationTime(db: Queryable, runId: string, walltimeMinutes: number): Promise<void> {
  await db.q("carme_allocations").where({ run_id: runId }).update({ walltime_minutes: walltimeMinutes })
}

/** The run has its place: its GPU-time begins. A second word of it changes nothing. */
export async function beginAllocation(db: Queryable, runId: string, at: Date): Promise<void> {
  await db
    .q("carme_allocations")
    .where({ run_id: runId })
    .whereNull("started_s")
    .update({ started_s: seconds(at) })
}

/** Says whether it was held until now: a second release changes nothing. `accounted`: the accounting is asked what it used. */
export async function releaseAllocation(
  db: Queryable,
  runId: string,
  at: Date,
  accounted: boolean = false,
): Promise<boolean> {
  const released = await held(db).where({ run_id: runId }).update(ending(at, accounted))
  return released === 1
}

export async function releaseAllocations(db: Queryable, runIds: readonly string[], at: Date): Promise<void> {
  await inChunks(runIds, async chunk => {
    await held(db).whereIn("run_id", chunk).update(ending(at, false))
    return []
  })
}

function held(db: Queryable): Knex.QueryBuilder {
  return db.q("carme_allocations").whereNull("released_at")
}

function ending(at: Date, accounted: boolean): Record<string, unknown> {
  const settlement = accounted ? { ask_at_s: seconds(at) } : { settled_by: "hub" }
  return { released_at: toColumn(at), ended_s: seconds(at), ...settlement }
}

function seconds(time: Date): number {
  return time.getTime() / 1000
}

export async function usageOfUser(db: Queryable, userId: number): Promise<Usage> {
  return sum(db.q("carme_allocations").where({ user_id: userId }))
}

export async function usageOfAll(db: Queryable): Promise<Usage> {
  return sum(db.q("carme_allocations"))
}

async function sum(rows: Knex.QueryBuilder): Promise<Usage> {
  const row: Record<string, unknown> | undefined = await rows
    .whereNull("released_at")
    .count({ jobs: "*" })
    .sum({ gpus: "weighted_gpus", memory: "memory_mb", walltime: "walltime_minutes" })
    .first()
  return {
    jobs: Number(row?.jobs ?? 0),
    // Tenths have no exact value in a computer: three of them are 0.3, not a trifle more.
    gpus: Math.round(Number(row?.gpus ?? 0) * 1e6) / 1e6,
    memoryMb: Number(row?.memory ?? 0),
    walltimeMinutes: Number(row?.walltime ?? 0),
  }
}
