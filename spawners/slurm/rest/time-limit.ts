/** Changes the time limit of a job over REST. */
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import { errorNumbers } from "./answer.ts"
import type { RestClient } from "./client.ts"
import { notAllowed, refusal } from "./outcome.ts"
import { setNumber } from "./values.ts"

export async function setTimeLimit(client: RestClient, id: string, minutes: number): Promise<void> {
  if (!/^\d{1,18}$/.test(id) || !(Number.isInteger(minutes) && minutes >= 1)) {
    throw new Fault(500, `${id} is no job, or ${minutes} no time limit in minutes`)
  }
  const answer = await client.ask(null, "POST", `/job/${id}`, { time_limit: setNumber(minutes) })
  if (answer.ok) return
  const { no } = answer
  if (no.number === errorNumbers.accessDenied) throw notAllowed(no, "the new time limit")
  if (no.number === errorNumbers.invalidJobId || /already (?:finished|completing|completed)/i.test(no.says)) {
    throw new Refusal(409, `It is too late for that: ${no.says}`, { code: "job-over" })
  }
  throw refusal(no, "the new time limit")
}
