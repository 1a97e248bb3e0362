/** GPU-seconds by weight within windows of time, in one statement for any number of windows and people. */
import type { Knex } from "knex"
import type { Dialect, Queryable } from "./db.ts"

/** From, and up to but without; seconds since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Narrows the rows of `carme_allocations`, such as to those of one user. */
export type Whose = (rows: Knex.QueryBuilder) => Knex.QueryBuilder

/** What a person pays for, and no project in their place. */
export function paidBy(userId: number): Whose {
  return rows => rows.where("carme_allocations.user_id", userId).whereNull("carme_allocations.project_id")
}

/** No compound select of SQLite takes more. */
export const mostSpans = 400

/**
 * What runs take of each span, in its order. A run that ended counts for when it ran, one that runs up to its time
 * limit, one that waits as if it began now; without a time limit there is no end.
 */
export async function gpuSecondsIn(
  db: Queryable,
  spans: readonly Span[],
  now: Date,
  whose: Whose = rows => rows,
): Promise<readonly number[]> {
  if (spans.length === 0) return []
  const { seconds, query } = overlapping(db, spans, now, whose)
  const rows: Record<string, unknown>[] = await query.groupBy("spans.i").select("spans.i", seconds)
  const sums = new Map(rows.map(row => [Number(row.i), Number(row.seconds)]))
  return spans.map((_, i) => sums.get(i) ?? 0)
}

/** Project id -> seconds, in one statement. */
export async function gpuSecondsByProject(
  db: Queryable,
  span: Span,
  now: Date,
  ids: readonly number[],
  /** A run that does not count. */
  except: string | null = null,
): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map()
  const whose: Whose = rows => {
    const theirs = rows.whereIn("carme_allocations.project_id", ids)
    return except === null ? theirs : theirs.whereNot("carme_allocations.run_id", except)
  }
  const { seconds, query } = overlapping(db, [span], now, whose)
  const column = "carme_allocations.project_id"
  const rows: Record<string, unknown>[] = await query.groupBy(column).select({ id: column }, seconds)
  return new Map(rows.map(row => [Number(row.id), Number(row.seconds)]))
}

/** The runs that lie in any of the spans, joined with these; `seconds` is what they take of them, as a column. */
export function overlapping(
  db: Queryable,
  spans: readonly Span[],
  now: Date,
  whose: Whose,
): { readonly seconds: Knex.Raw; readonly query: Knex.QueryBuilder } {
  if (spans.length > mostSpans) throw new Error(`more than ${mostSpans} spans of time in one statement`)
  const { begin, end } = times(db.dialect, now)
  const { least, greatest } = functions(db.dialect)
  const first = Math.min(...spans.map(span => span.from))
  const last = Math.max(...spans.map(span => span.to))
  // Numbers of our own making: as bindings PostgreSQL would take them for text.
  const list = spans.map(
    ({ from, to }, i) => `SELECT ${Number(i)} AS i, ${Number(from)} AS span_from, ${Number(to)} AS span_to`,
  )
  // Left to itself SQLite reads all runs again for each of the spans.
  const join = db.dialect === "sqlite3" ? "CROSS JOIN" : "JOIN"
  const part = `${least}(${end}, spans.span_to) - ${greatest}(${begin}, spans.span_from)`
  const query = whose(
    db
      .q("carme_allocations")
      .joinRaw(`${join} (${list.join(" UNION ALL ")}) spans ON ${begin} < spans.span_to AND ${end} > spans.span_from`)
      .where("carme_allocations.weighted_gpus", ">", 0)
      // What lies outside all of the spans is not held against each.
      .whereRaw(`${begin} < ${Number(last)}`)
      .where(rows =>
        rows.whereNull("carme_allocations.ended_s").orWhere("carme_allocations.ended_s", ">", Number(first)),
      ),
  )
  return { seconds: db.q.raw(`SUM(carme_allocations.weighted_gpus * (${part})) AS seconds`), query }
}

/** A run that ended before it began took no time. One over its time limit is over it until it ends. */
function times(dialect: Dialect, at: Date): { readonly begin: string; readonly end: string } {
  const { greatest } = functions(dialect)
  const now = at.getTime() / 1000
  const a = "carme_allocations"
  const begin = `COALESCE(${a}.started_s, ${a}.ended_s, ${now})`
  const limit = `COALESCE(${a}.started_s, ${now}) + COALESCE(${a}.walltime_minutes * 60.0, ${endless})`
  return { begin, end: `COALESCE(${a}.ended_s, ${greatest}(${limit}, ${now}))` }
}

const endless = "1000000000000.0"

function functions(dialect: Dialect): { readonly least: string; readonly greatest: string } {
  return dialect === "sqlite3" ? { least: "MIN", greatest: "MAX" } : { least: "LEAST", greatest: "GREATEST" }
}
