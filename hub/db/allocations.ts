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
  readonly gpus: number
  readonly gpu_type: string | null
  readonly walltime_minutes: number | null
  readonly memory_mb: number | null
  readonly queue: string | null
  readonly admitted_at: Date
  readonly released_at: Date | null
}

/** What somebody holds now. */
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
})

export async function insertAllocation(db: Queryable, row: AllocationRow): Promise<void> {
  await db.q("carme_allocations").insert(allocations.write(row))
}

export async function insertAllocations(db: Queryable, rows: readonly AllocationRow[]): Promise<void> {
  await insertMany(db, "carme_allocations", rows.map(allocations.write))
}

/** What the run is charged for from now on. */
export async function setAllocationTime(db: Queryable, runId: string, walltimeMinutes: number): Promise<void> {
  await db.q("carme_allocations").where({ run_id: runId }).update({ walltime_minutes: walltimeMinutes })
}

/** Says whether it was held until now: a second release changes nothing. */
export async function releaseAllocation(db: Queryable, runId: string, at: Date): Promise<boolean> {
  const released = await db
    .q("carme_allocations")
    .where({ run_id: runId })
    .whereNull("released_at")
    .update({ released_at: toColumn(at) })
  return released === 1
}

export async function releaseAllocations(db: Queryable, runIds: readonly string[], at: Date): Promise<void> {
  await inChunks(runIds, async chunk => {
    await db
      .q("carme_allocations")
      .whereIn("run_id", chunk)
      .whereNull("released_at")
      .update({ released_at: toColumn(at) })
    return []
  })
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
    .sum({ gpus: "gpus", memory: "memory_mb", walltime: "walltime_minutes" })
    .first()
  return {
    jobs: Number(row?.jobs ?? 0),
    gpus: Number(row?.gpus ?? 0),
    memoryMb: Number(row?.memory ?? 0),
    walltimeMinutes: Number(row?.walltime ?? 0),
  }
}
