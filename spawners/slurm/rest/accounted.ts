/** Jobs as slurmdbd tells them over REST. Pure. */
import type { AccountedJob } from "../../../hub/plugin/scheduler.ts"
import { gpusOfTres } from "../tres.ts"
import { type Fields, fieldsOf, listOf, numberOf, rowsOf, textOf, timeOf } from "./values.ts"

/** A job that was requeued has a row for each time; the last one counts, as with sacct. */
export function accountedJobs(body: unknown): readonly AccountedJob[] {
  return rowsOf(body, "jobs")
    .filter(job => numberOf(job.job_id) !== null)
    .toSorted((a, b) => toldStart(a) - toldStart(b))
    .map(accountedJob)
}

function toldStart(job: Fields): number {
  return timeOf(fieldsOf(job.time).start)?.getTime() ?? 0
}

function accountedJob(job: Fields): AccountedJob {
  const time = fieldsOf(job.time)
  const [state = ""] = listOf(fieldsOf(job.state).current)
  const held = allocated(job)
  // Of a job that was cancelled while it waited some versions tell that moment as its start, and a second that it took.
  const began = held !== ""
  return {
    id: String(numberOf(job.job_id)),
    user: textOf(fieldsOf(job.association).user) || textOf(job.user),
    name: textOf(job.name),
    state,
    exitCode: exitCodeOf(fieldsOf(job.exit_code)),
    start: began ? (timeOf(time.start) ?? null) : null,
    end: timeOf(time.end) ?? null,
    elapsedSeconds: began ? (numberOf(time.elapsed) ?? 0) : 0,
    ...gpusOfTres(held),
  }
}

/** As sacct writes them. */
function allocated(job: Fields): string {
  const rows = rowsOf(fieldsOf(job.tres), "allocated")
  return rows
    .map(
      ({ type, name, count }) =>
        `${textOf(type)}${textOf(name) === "" ? "" : `/${textOf(name)}`}=${numberOf(count) ?? 0}`,
    )
    .join(",")
}

function exitCodeOf(code: Fields): number | null {
  const signal = numberOf(fieldsOf(code.signal).id)
  return signal ? 128 + signal : numberOf(code.return_code)
}
