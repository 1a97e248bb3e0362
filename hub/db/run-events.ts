/** The table `carme_run_events`: appended to, never changed. */
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert, insertMany } from "./insert.ts"
import type { RunEventRow } from "./rows.ts"

export const runEvents = codec<RunEventRow>("carme_run_events", {
  id: "plain",
  run_id: "plain",
  at: "time",
  state: "plain",
  event: "plain",
  progress: "plain",
  message: "plain",
  message_html: "plain",
})

export async function appendRunEvent(db: Queryable, event: Omit<RunEventRow, "id">): Promise<RunEventRow> {
  return { id: await insert(db, "carme_run_events", runEvents.write(event)), ...event }
}

export async function appendRunEvents(db: Queryable, events: readonly Omit<RunEventRow, "id">[]): Promise<void> {
  await insertMany(db, "carme_run_events", events.map(runEvents.write))
}

/** In order, after the event of that id; 0 is from the beginning. */
export async function listRunEvents(db: Queryable, runId: string, afterId = 0): Promise<RunEventRow[]> {
  const rows = await db
    .q("carme_run_events")
    .where({ run_id: runId })
    .where("id", ">", afterId)
    .orderBy("id")
    .select(runEvents.columns)
  return rows.map(runEvents.read)
}

export async function countRunEvents(db: Queryable, runId: string, event: string): Promise<number> {
  const row = await db.q("carme_run_events").where({ run_id: runId, event }).count({ count: "*" }).first()
  return Number(row?.count ?? 0)
}

/** What was told last of each of these runs. */
export async function findLatestRunEvents(db: Queryable, runIds: readonly string[]): Promise<RunEventRow[]> {
  return inChunks(runIds, async chunk => {
    const last = db.q("carme_run_events").whereIn("run_id", chunk).groupBy("run_id").max("id")
    return (await db.q("carme_run_events").whereIn("id", last).select(runEvents.columns)).map(runEvents.read)
  })
}
