/** Bookings over REST: read in every version, made and changed from 0.0.43 on. Pure. */
import type { Reservation, ReservationChanges, ReservationRequest } from "../../../hub/plugin/scheduler.ts"
import { expandHostlist } from "../hostlist.ts"
import { gpusOfTres } from "../tres.ts"
import { type Fields, fieldsOf, listOf, numberOf, rowsOf, setNumber, textOf, timeOf } from "./values.ts"

export function readReservations(body: unknown, now: Date): readonly Reservation[] {
  return rowsOf(body, "reservations")
    .map(row => readReservation(row, now))
    .filter(reservation => reservation !== null)
    .toSorted((a, b) => a.start.getTime() - b.start.getTime())
}

function readReservation(row: Fields, now: Date): Reservation | null {
  const [start, end] = [timeOf(row.start_time), timeOf(row.end_time)]
  if (!start || !end || textOf(row.name) === "") return null
  return {
    name: textOf(row.name),
    start,
    end,
    nodes: expandHostlist(textOf(row.node_list)),
    partition: textOf(row.partition) || null,
    ...gpusOfTres(textOf(row.tres)),
    users: listOf(row.users),
    accounts: listOf(row.accounts),
    flags: listOf(row.flags).map(flag => (flag === "PURGE_COMP" ? purgeFlag(row) : flag)),
    isActive: start <= now && now < end,
  }
}

/** As the commands write it. */
function purgeFlag(row: Fields): string {
  const seconds = numberOf(fieldsOf(row.purge_completed).time)
  if (seconds === null) return "PURGE_COMP"
  const part = (value: number) => String(value).padStart(2, "0")
  return `PURGE_COMP=${part(Math.floor(seconds / 3600))}:${part(Math.floor((seconds % 3600) / 60))}:${part(seconds % 60)}`
}

/** What is left out of the changes is left out here, and stays as it is. */
export function reservationMessage(name: string, changes: ReservationChanges): Fields {
  const { nodes, start, end, users, accounts } = changes
  return {
    name,
    ...(nodes && nodes.length > 0 && { node_list: nodes }),
    ...(start && { start_time: setNumber(Math.floor(start.getTime() / 1000)) }),
    ...(end && { end_time: setNumber(Math.floor(end.getTime() / 1000)) }),
    ...(users && users.length > 0 && { users }),
    ...(accounts && accounts.length > 0 && { accounts }),
  }
}

export function newReservationMessage(request: ReservationRequest): Fields {
  const { purgeAfterMinutes, magnetic, ignoreJobs, partition } = request
  const flags = [
    ...(magnetic ? ["MAGNETIC"] : []),
    ...(ignoreJobs ? ["IGNORE_JOBS"] : []),
    ...(purgeAfterMinutes === null ? [] : ["PURGE_COMP"]),
  ]
  return {
    ...reservationMessage(request.name, request),
    ...partFields(request),
    ...(partition !== null && { partition }),
    ...(flags.length > 0 && { flags }),
    ...(purgeAfterMinutes !== null && { purge_completed: { time: setNumber(purgeAfterMinutes * 60) } }),
  }
}

function partFields({ part }: ReservationRequest): Fields {
  if ("nodes" in part) return { node_list: part.nodes }
  if ("nodeCount" in part) return { node_count: setNumber(part.nodeCount) }
  const name = part.gpuType === null ? "gpu" : `gpu:${part.gpuType}`
  return { tres: [{ type: "gres", name, count: part.gpus }] }
}
