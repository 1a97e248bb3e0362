/** Takes a job out of its booking over REST, by the hub's own account. */
import { Fault } from "../../../hub/plugin/errors.ts"
import { errorNumbers } from "./answer.ts"
import type { RestClient } from "./client.ts"
import { notAllowed, refusal } from "./outcome.ts"

/** What is over by now is no failure. */
export async function leaveReservation(client: RestClient, id: string): Promise<void> {
  if (!/^\d{1,18}$/.test(id)) throw new Fault(500, `${id} is no job`)
  const answer = await client.ask(null, "POST", `/job/${id}`, { reservation: "" })
  if (answer.ok) return
  const { no } = answer
  const what = "to take the job out of the booking"
  if (no.number === errorNumbers.accessDenied) throw notAllowed(no, what)
  if (no.number === errorNumbers.invalidJobId || /already (?:finished|completing|completed)/i.test(no.says)) return
  throw refusal(no, what)
}
