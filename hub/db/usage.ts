/** What people have used: their runs with GPU-hours, and sums of everybody in one statement. */
import { type AllocationRow, allocations } from "./allocations.ts"
import type { Queryable } from "./db.ts"
import { overlapping, type Span } from "./gpu-time.ts"
import { toColumn } from "./times.ts"

export interface UsedRun extends AllocationRow {
  readonly server_name: string
  readonly state: string
}

interface Part {
  readonly offset: number
  readonly limit: number
}

/** Runs of a user that touch the time, newest first, and how many there are. */
export async function listUsedRuns(
  db: Queryable,
  userId: number,
  span: Span,
  page: Part,
): Promise<{ readonly rows: readonly UsedRun[]; readonly total: number }> {
  const touching = () =>
    db
      .q("carme_allocations")
      .join("carme_runs", "carme_runs.id", "carme_allocations.run_id")
      .where("carme_allocations.user_id", userId)
      .where("carme_allocations.admitted_at", "<", toColumn(new Date(span.to * 1000)))
      .where(row =>
        row.whereNull("carme_allocations.ended_s").orWhere("carme_allocations.ended_s", ">", Number(span.from)),
      )
  const counted = await touching().count({ n: "*" }).first()
  const rows: Record<string, unknown>[] = await touching()
    .orderBy([
      { column: "carme_allocations.admitted_at", order: "desc" },
      { column: "carme_allocations.run_id", order: "desc" },
    ])
    .offset(page.offset)
    .limit(page.limit)
    .select([...allocations.columns, "carme_runs.server_name as server", "carme_runs.state as run_state"])
  return {
    rows: rows.map(row => ({
      ...allocations.read(row),
      server_name: String(row.server),
      state: String(row.run_state),
    })),
    total: Number(counted?.n ?? 0),
  }
}

export interface UserTotal {
  readonly user: string
  readonly seconds: number
  readonly runs: number
}

/** Those who used GPUs in the time, most first. */
export async function usageByUser(
  db: Queryable,
  span: Span,
  now: Date,
  page: Part,
): Promise<{ readonly rows: readonly UserTotal[]; readonly total: number }> {
  const everybody = () => {
    const { query, seconds } = overlapping(db, [span], now, rows => rows)
    return { seconds, query: query.join("users", "users.id", "carme_allocations.user_id") }
  }
  const counted: Record<string, unknown> | undefined = await everybody()
    .query.countDistinct({ n: "carme_allocations.user_id" })
    .first()
  const { query, seconds } = everybody()
  const rows: Record<string, unknown>[] = await query
    .groupBy("users.name")
    .orderBy([{ column: "seconds", order: "desc" }, { column: "users.name" }])
    .offset(page.offset)
    .limit(page.limit)
    .select("users.name as user_name", seconds)
    .countDistinct({ runs: "carme_allocations.run_id" })
  return {
    rows: rows.map(row => ({ user: String(row.user_name), seconds: Number(row.seconds), runs: Number(row.runs) })),
    total: Number(counted?.n ?? 0),
  }
}
