/** What a caller makes of Slurm's no over REST, in the same errors as the command line's. */
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import { errorNumbers, type RestAnswer, type RestNo } from "./answer.ts"
import { fieldsOf, numberOf } from "./values.ts"

/** The body of an answer that has to be a yes; `what` completes "Slurm refused ...". */
export function wanted(answer: RestAnswer, what: string): unknown {
  if (answer.ok) return answer.body
  throw refusal(answer.no, what)
}

/** Of a job that was submitted. Throws a Fault where it is not told: the job may be there, and is looked for by its name. */
export function jobNumber(answer: RestAnswer): string {
  const id = numberOf(fieldsOf(wanted(answer, "the job")).job_id)
  if (id !== null && id > 0) return String(id)
  throw new Fault(500, "slurmrestd did not say the number of the job")
}

/** Undefined for what is not there. */
export function foundOrNothing(answer: RestAnswer): unknown {
  if (answer.ok) return answer.body
  const { number } = answer.no
  if (number === 0 || number === errorNumbers.invalidJobId || number === errorNumbers.invalidNodeName) return undefined
  throw refusal(answer.no, "the question")
}

export function refusal({ says }: RestNo, what: string): Refusal {
  return new Refusal(403, `Slurm refused ${what}: ${says}`, { code: "slurm-refused" })
}

/** Slurm's no to the hub's own account: that is no fault of the person. */
export function notAllowed({ says }: RestNo, what: string): Fault {
  return new Fault(
    500,
    `Slurm does not let the hub's account do this (${what}: ${says}). It needs the level Operator.`,
    { code: "slurm-not-allowed" },
  )
}
