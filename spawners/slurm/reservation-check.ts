/** What of a booking becomes words for Slurm: a name with a comma or a blank in it would become two. */
import { Fault } from "../../hub/plugin/errors.ts"
import type { ReservationChanges, ReservationRequest } from "../../hub/plugin/scheduler.ts"

const word = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,252}$/

/** Throws a Fault: the hub has to refuse such input with a sentence of its own before it comes here. */
export function checkRequest(
  request: Partial<ReservationRequest> & ReservationChanges & { readonly name: string },
): void {
  const { name, start, end, users = [], accounts = [], partition, part } = request
  const nodes = [...(part && "nodes" in part ? part.nodes : []), ...(request.nodes ?? [])]
  const type = part && "gpus" in part ? part.gpuType : null
  for (const text of [name, ...users, ...accounts, ...nodes, partition ?? "x", type ?? "x"]) checkName(text)
  if (start && end && end <= start) throw new Fault(500, `The booking ${name} ends before it begins`)
  for (const time of [start, end])
    if (time && !Number.isFinite(time.getTime())) throw new Fault(500, "There is no such time")
  const counts = [part && "nodeCount" in part ? part.nodeCount : 1, part && "gpus" in part ? part.gpus : 1]
  for (const count of counts) {
    if (!(Number.isInteger(count) && count >= 1))
      throw new Fault(500, `The booking ${name} is of ${count} GPUs or nodes`)
  }
}

export function checkName(text: string): void {
  if (!word.test(text)) throw new Fault(500, `${JSON.stringify(text.slice(0, 80))} is no name that Slurm takes`)
}
