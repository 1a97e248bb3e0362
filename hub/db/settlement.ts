/** Charges that are not settled yet: which the accounting is to be asked for, and what it told. */

import { type AllocationRow, allocations } from "./allocations.ts"
import { inChunks } from "./chunks.ts"
import type { Queryable } from "./db.ts"
import type { RunRow } from "./rows.ts"
import { runs } from "./runs.ts"

export interface Unsettled {
  readonly charge: AllocationRow
  readonly run: RunRow
}

/** Nobody is put off for longer: what lies further ahead was written before the clock was set back. */
export const longestS = 6 * 3600

/** Those whose turn it is, longest waiting first. */
export async function listUnsettled(db: Queryable, now: Date, most: number): Promise<Unsettled[]> {
  const seconds = now.getTime() / 1000
  const rows: Record<string, unknown>[] = await db
    .q("carme_allocations")
    .where(due => due.where("ask_at_s", "<=", seconds).orWhere("ask_at_s", ">", seconds + longestS))
    .orderBy(["ask_at_s", "run_id"])
    .limit(most)
    .select(allocations.columns)
  const charges = rows.map(allocations.read)
  const found = await inChunks(
    charges.map(charge => charge.run_id),
    async chunk => (await db.q("carme_runs").whereIn("id", chunk).select(runs.columns)).map(runs.read),
  )
  const byId = new Map(found.map(run => [run.id, run]))
  return charges.flatMap(charge => {
    const run = byId.get(charge.run_id)
    return run ? [{ charge, run }] : []
  })
}

/** What a run took, for good. Says whether it was open until now: the first answer counts. */
export async function settle(
  db: Queryable,
  runId: string,
  figures: Pick<AllocationRow, "settled_by"> & Partial<Pick<AllocationRow, "weighted_gpus" | "started_s" | "ended_s">>,
): Promise<boolean> {
  const settled = await db
    .q("carme_allocations")
    .where({ run_id: runId })
    .whereNull("settled_by")
    .update({ ...allocations.write(figures), ask_at_s: null })
  return settled === 1
}

/** The accounting had no word of these yet. */
export async function askLater(db: Queryable, later: ReadonlyMap<string, number>): Promise<void> {
  const byTime = new Map<number, string[]>()
  for (const [id, at] of later) byTime.set(at, [...(byTime.get(at) ?? []), id])
  for (const [at, ids] of byTime) {
    await inChunks(ids, async chunk => {
      await db.q("carme_allocations").whereIn("run_id", chunk).whereNull("settled_by").update({ ask_at_s: at })
      return []
    })
  }
}
