/** The table `carme_runs`. Its state has one writer: `transition`, a compare-and-set. */
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import { compiled } from "./compiled.ts"
import type { Queryable } from "./db.ts"
import { insertMany } from "./insert.ts"
import { toJson } from "./json.ts"
import type { RunRow, RunState } from "./rows.ts"
import { toColumn } from "./times.ts"

export const runs = codec<RunRow>("carme_runs", {
  id: "plain",
  live_key: "plain",
  spawner_id: "plain",
  user_id: "plain",
  user_name: "plain",
  server_name: "plain",
  spawner: "plain",
  state: "plain",
  user_options: "boundedObject",
  demand: "object",
  job: "boundedObject",
  node: "plain",
  host: "plain",
  port: "plain",
  reason: "plain",
  estimate: "timeOrNull",
  requested_by: "plain",
  requested_at: "time",
  token_id: "plain",
  submitting_at: "timeOrNull",
  submitted_at: "timeOrNull",
  allocated_at: "timeOrNull",
  ready_at: "timeOrNull",
  stopping_at: "timeOrNull",
  ended_at: "timeOrNull",
  outcome: "plain",
  message: "plain",
  message_html: "plain",
  status: "plain",
  code: "plain",
})

/** A second live run of the same server fails (isUniqueViolation). */
export async function insertRun(db: Queryable, run: RunRow): Promise<void> {
  await db.q("carme_runs").insert(runs.write(run))
}

export async function findRun(db: Queryable, id: string): Promise<RunRow | null> {
  const [row] = await byId(db, [id])
  return row ? runs.read(row) : null
}

const byId = compiled(db => db.q("carme_runs").where({ id: "" }).select(runs.columns))

export async function findRunsByIds(db: Queryable, ids: readonly string[]): Promise<RunRow[]> {
  return inChunks(ids, async chunk =>
    (await db.q("carme_runs").whereIn("id", chunk).select(runs.columns)).map(runs.read),
  )
}

/** Every live run, or those of these states; oldest first. */
export async function listLiveRuns(db: Queryable, states?: readonly RunState[]): Promise<RunRow[]> {
  const live = db.q("carme_runs").whereNotNull("live_key").orderBy(["requested_at", "id"])
  return (await (states ? live.whereIn("state", states) : live).select(runs.columns)).map(runs.read)
}

export function findLiveRunsOfSpawners(db: Queryable, spawnerIds: readonly number[]): Promise<RunRow[]> {
  return inChunks(spawnerIds, async chunk =>
    (await db.q("carme_runs").whereIn("live_key", chunk).select(runs.columns)).map(runs.read),
  )
}

export async function findLiveRunsOfUser(db: Queryable, userId: number): Promise<RunRow[]> {
  const rows = await db.q("carme_runs").where({ user_id: userId }).whereNotNull("live_key").select(runs.columns)
  return rows.map(runs.read)
}

/** The live run, else the one that ended last. */
export async function findLatestRun(db: Queryable, spawnerId: number): Promise<RunRow | null> {
  const row = await db
    .q("carme_runs")
    .where({ spawner_id: spawnerId })
    .orderByRaw("CASE WHEN live_key IS NULL THEN 1 ELSE 0 END, requested_at DESC, id DESC")
    .first(runs.columns)
  return row ? runs.read(row) : null
}

/** A user's runs, newest first, ended ones included. */
export async function listRunsOfUser(
  db: Queryable,
  userId: number,
  page: { readonly offset: number; readonly limit: number },
): Promise<RunRow[]> {
  const rows = await db
    .q("carme_runs")
    .where({ user_id: userId })
    .orderBy([
      { column: "requested_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .offset(page.offset)
    .limit(page.limit)
    .select(runs.columns)
  return rows.map(runs.read)
}

/** Whether a run of the user ever had the container. */
export async function hasRunContainer(db: Queryable, userId: number, container: string): Promise<boolean> {
  const said = `%"container": ${toJson(container)}%`
  const row = await db.q("carme_runs").where({ user_id: userId }).where("demand", "like", said).first("id")
  return row !== undefined
}

/** The code of a run that was withdrawn while it waited, for another one of the same server. */
export const changedCode = "changed"

/** How many starts of a user since then came as far as the backend, or still may. One that was changed counts once. */
export async function countStarts(db: Queryable, userId: number, since: Date): Promise<number> {
  const row: Record<string, unknown> | undefined = await db
    .q("carme_runs")
    .where({ user_id: userId })
    .where("requested_at", ">=", toColumn(since))
    .where(run => run.whereNull("outcome").orWhereNot({ outcome: "refused" }))
    .where(run => run.whereNull("code").orWhereNot({ code: changedCode }))
    .count({ n: "*" })
    .first()
  return Number(row?.n ?? 0)
}

/** How many live runs are in each state. */
export async function countLiveRunsByState(db: Queryable): Promise<Map<RunState, number>> {
  const rows: Record<string, unknown>[] = await db
    .q("carme_runs")
    .whereNotNull("live_key")
    .groupBy("state")
    .select("state")
    .count({ n: "*" })
  return new Map(rows.map(row => [row.state as RunState, Number(row.n)]))
}

/** Live runs of each queue: those that have a place on a node, and those that wait for one. */
export async function countLiveRunsByQueue(
  db: Queryable,
): Promise<Map<string, { readonly running: number; readonly waiting: number }>> {
  const rows: Record<string, unknown>[] = await db
    .q("carme_runs")
    .join("carme_allocations", "carme_allocations.run_id", "carme_runs.id")
    .whereNotNull("carme_runs.live_key")
    .whereNotNull("carme_allocations.queue")
    .groupBy("carme_allocations.queue")
    .select("carme_allocations.queue as queue")
    .count({ live: "*", running: "carme_runs.allocated_at" })
  return new Map(
    rows.map(({ queue, live, running }) => [
      String(queue),
      { running: Number(running), waiting: Number(live) - Number(running) },
    ]),
  )
}

/** Changes the state when it still is one of `from`, and says whether it did. A stopped run frees its server for the next. */
export async function transition(
  db: Queryable,
  id: string,
  from: readonly RunState[],
  to: RunState,
  patch: Partial<Omit<RunRow, "id" | "state">> = {},
): Promise<boolean> {
  const freed = to === "stopped" ? { live_key: null } : {}
  const changed = await db
    .q("carme_runs")
    .where({ id })
    .whereIn("state", from)
    .update({ ...runs.write(patch), ...freed, state: to })
  return changed === 1
}

/** Changes what is not the state, while the run is in one of `states`; says whether it did. */
export async function updateRun(
  db: Queryable,
  id: string,
  states: readonly RunState[],
  patch: Partial<Omit<RunRow, "id" | "state" | "live_key">>,
): Promise<boolean> {
  const changed = await db.q("carme_runs").where({ id }).whereIn("state", states).update(runs.write(patch))
  return changed === 1
}

/** True for the one caller who may submit the run: nobody else will, ever. */
export async function claimSubmit(db: Queryable, id: string, now: Date): Promise<boolean> {
  const claimed = await db
    .q("carme_runs")
    .where({ id, state: "admitted" })
    .whereNull("submitting_at")
    .update({ submitting_at: toColumn(now) })
  return claimed === 1
}

/** Says of submits that they are still being worked on. */
export async function renewSubmits(db: Queryable, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .q("carme_runs")
    .whereIn("id", ids)
    .whereNotNull("submitting_at")
    .whereNull("submitted_at")
    .update({ submitting_at: toColumn(now) })
}

/** Runs that were given up because no job was found for them: one may still turn up. */
export async function listGivenUpRuns(db: Queryable, since: Date): Promise<RunRow[]> {
  const rows = await db
    .q("carme_runs")
    .whereNull("live_key")
    .whereNull("submitted_at")
    .whereNotNull("submitting_at")
    .whereNot({ outcome: "refused" })
    .where("ended_at", ">=", toColumn(since))
    .select(runs.columns)
  return rows.map(runs.read)
}

/** Sets the port of the run that holds this token, if it waits for one: once. The run's id, or null. */
export async function reportPortOnce(db: Queryable, tokenId: number, port: number): Promise<string | null> {
  const waiting = () =>
    db
      .q("carme_runs")
      .where({ token_id: tokenId })
      .whereIn("state", ["admitted", "queued", "starting"])
      .whereNotNull("live_key")
  const row = await waiting().first("id")
  if (!row) return null
  const set = await waiting().where({ id: row.id }).whereNull("port").update({ port })
  return set === 1 ? String(row.id) : null
}

/** The live run that a token was made for. */
export async function findRunOfToken(db: Queryable, tokenId: number): Promise<RunRow | null> {
  const row = await db.q("carme_runs").where({ token_id: tokenId }).whereNotNull("live_key").first(runs.columns)
  return row ? runs.read(row) : null
}

/** Newest run of each of these servers. */
export async function findLatestRuns(db: Queryable, spawnerIds: readonly number[]): Promise<RunRow[]> {
  return inChunks(spawnerIds, async chunk => {
    const newest = db
      .q("carme_runs as later")
      .whereRaw("later.spawner_id = carme_runs.spawner_id")
      .whereRaw(
        "(later.requested_at > carme_runs.requested_at OR (later.requested_at = carme_runs.requested_at AND later.id > carme_runs.id))",
      )
      .select(db.q.raw("1"))
    const rows = await db.q("carme_runs").whereIn("spawner_id", chunk).whereNotExists(newest).select(runs.columns)
    return rows.map(runs.read)
  })
}

/** Many at once: runs that another hub had started. */
export async function insertRuns(db: Queryable, rows: readonly RunRow[]): Promise<void> {
  await insertMany(db, "carme_runs", rows.map(runs.write))
}

/** Ends many at once, without a word to their servers: another hub has ended these. */
export async function endRuns(db: Queryable, ids: readonly string[], at: Date, message: string): Promise<void> {
  const ended = { state: "stopped", outcome: "ended", live_key: null, ended_at: toColumn(at), message }
  await inChunks(ids, async chunk => {
    await db.q("carme_runs").whereIn("id", chunk).update(ended)
    return []
  })
}
