/** What an answer of slurmrestd means: it worked, Slurm said no, or nobody can tell. Pure. */
import { slurmUnreachable } from "../unreachable.ts"
import type { JsonAnswer } from "./http-json.ts"
import { fieldsOf, rowsOf, textOf } from "./values.ts"

/** Slurm's no: its number (slurm_errno.h) and its words. */
export interface RestNo {
  readonly number: number
  readonly says: string
}

export type RestAnswer =
  | { readonly ok: true; readonly body: unknown; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly no: RestNo }

/** Names of errors that are asked for by more than one. */
export const errorNumbers = {
  accessDenied: 2002,
  invalidJobId: 2017,
  invalidNodeName: 2018,
  alreadyDone: 2021,
  reservationInvalid: 2078,
} as const

/** slurmctld's answers that are no no: try again, a controller in standby (two numbers), an error inside it. */
const leftOpen: readonly number[] = [2007, 2020, 2026, 2027, 2090, 2103, 2131]

/** Throws a Fault for whatever is neither; `what` is the address that was asked. */
export function readAnswer(answer: JsonAnswer, what: string): RestAnswer {
  const { status, body } = answer
  const [first] = rowsOf(body, "errors")
  if (first) {
    const number = Number(first.error_number ?? -1)
    const says = wordsOf(first)
    // slurmctld's own answers; the rest is of the way there, of the accounting's or of slurmrestd itself.
    if (leftOpen.includes(number)) throw slurmUnreachable(what, says)
    if (number >= 2000 && number < 3000) return { ok: false, no: { number, says } }
    // What is not there: no error, and nothing found.
    if (number === 0 && status < 400) return { ok: false, no: { number, says } }
    throw slurmUnreachable(what, says)
  }
  if (status === 200 && body !== undefined) {
    const warnings = rowsOf(body, "warnings").map(warning => `${textOf(warning.source)} ${textOf(warning.description)}`)
    return { ok: true, body, warnings }
  }
  const said = body === undefined ? answer.text.trim().replace(/\p{C}/gu, " ").slice(0, 200) : ""
  throw slurmUnreachable(what, `HTTP ${status}${said === "" ? "" : ` ${said}`}`)
}

/** The same of each job that was to be cancelled: they stand in a list of their own. */
export function signalNos(body: unknown): readonly RestNo[] {
  return rowsOf(body, "status")
    .map(row => fieldsOf(row.error))
    .map(error => ({ number: Number(error.code ?? 0), says: textOf(error.message) || textOf(error.string) }))
    .filter(no => no.number !== 0)
}

function wordsOf(error: Readonly<Record<string, unknown>>): string {
  const [text, description] = [textOf(error.error), textOf(error.description)]
  const said = text === "" || text === "No error" ? description : text
  return said.replace(/\p{C}/gu, "?").slice(0, 300) || `error ${error.error_number}`
}
