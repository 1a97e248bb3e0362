/** The table `carme_notices`: who wants to be told of a run. A notice is sent by whoever claims it: once. */
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insertMany } from "./insert.ts"
import type { RunState } from "./rows.ts"
import { toColumn } from "./times.ts"

/** `ready`: it is ready, or will not be. `ending`: its time is nearly over. */
export type NoticeKind = "ready" | "ending"
/** wanted -> sending -> sent | failed; wanted -> dropped, when there is nothing to tell any more. */
export type NoticeState = "wanted" | "sending" | "sent" | "failed" | "dropped"

export interface NoticeRow {
  readonly run_id: string
  readonly kind: NoticeKind
  readonly state: NoticeState
  readonly attempts: number
  readonly not_before: Date | null
  readonly changed_at: Date
}

export const notices = codec<NoticeRow>("carme_notices", {
  run_id: "plain",
  kind: "plain",
  state: "plain",
  attempts: "plain",
  not_before: "timeOrNull",
  changed_at: "time",
})

export async function insertNotices(
  db: Queryable,
  runId: string,
  kinds: readonly NoticeKind[],
  now: Date,
): Promise<void> {
  const row = { run_id: runId, state: "wanted", attempts: 0, not_before: null, changed_at: now } as const
  await insertMany(
    db,
    "carme_notices",
    kinds.map(kind => notices.write({ ...row, kind })),
  )
}

/** Those whose time has come, or was set by a clock that was ahead, and whose run has come so far that there is something to tell; the oldest first. */
export async function listDueNotices(
  db: Queryable,
  now: Date,
  states: readonly RunState[],
  limit: number,
): Promise<NoticeRow[]> {
  const rows = await db
    .q("carme_notices")
    .join("carme_runs", "carme_runs.id", "carme_notices.run_id")
    .where("carme_notices.state", "wanted")
    .where(due =>
      due
        .whereNull("carme_notices.not_before")
        .orWhere("carme_notices.not_before", "<=", toColumn(now))
        .orWhere("carme_notices.changed_at", ">", toColumn(now)),
    )
    .whereIn("carme_runs.state", states)
    .orderBy(["carme_notices.changed_at", "carme_notices.run_id", "carme_notices.kind"])
    .limit(limit)
    .select(notices.columns)
  return rows.map(notices.read)
}

/** Changes it while it is in the state `from`: true for one caller alone. */
export async function changeNotice(
  db: Queryable,
  { run_id, kind }: Pick<NoticeRow, "run_id" | "kind">,
  from: NoticeState,
  patch: Partial<Omit<NoticeRow, "run_id" | "kind">> & { readonly changed_at: Date },
): Promise<boolean> {
  const changed = await db.q("carme_notices").where({ run_id, kind, state: from }).update(notices.write(patch))
  return changed === 1
}
