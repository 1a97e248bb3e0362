/** Bookings in Slurm, by scontrol: listed, made, changed and deleted by the hub's own account, an operator of Slurm. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { Reservation, ReservationChanges, ReservationRequest } from "../../../hub/plugin/scheduler.ts"
import { formatWalltime } from "../../../hub/plugin/walltime.ts"
import { expandHostlist } from "../hostlist.ts"
import { checkName, checkRequest } from "../reservation-check.ts"
import { gpusOfTres } from "../tres.ts"
import { ask } from "./ask.ts"
import { change } from "./change.ts"
import { field, listField } from "./field.ts"
import { slurmTime } from "./slurm-time.ts"

const missing = /reservation is invalid|not found/i

export async function reservations(prefix: readonly string[], context: PluginContext): Promise<readonly Reservation[]> {
  const lines = await ask(context, [...prefix, "scontrol", "--oneliner", "show", "reservation"], "scontrol")
  return lines
    .map(parseLine)
    .filter(reservation => reservation !== null)
    .toSorted((a, b) => a.start.getTime() - b.start.getTime())
}

export async function createReservation(
  request: ReservationRequest,
  prefix: readonly string[],
  context: PluginContext,
): Promise<void> {
  checkRequest(request)
  const flags = [
    ...(request.magnetic ? ["MAGNETIC"] : []),
    ...(request.ignoreJobs ? ["IGNORE_JOBS"] : []),
    ...(request.purgeAfterMinutes === null ? [] : [`PURGE_COMP=${formatWalltime(request.purgeAfterMinutes)}`]),
  ]
  const argv = [
    ...[...prefix, "scontrol", "create", "reservation", `ReservationName=${request.name}`],
    ...partWords(request),
    ...(request.partition === null ? [] : [`PartitionName=${request.partition}`]),
    ...changeWords(request),
    ...(flags.length === 0 ? [] : [`Flags=${flags.join(",")}`]),
  ]
  await change(context, argv, "the booking")
}

export async function updateReservation(
  name: string,
  changes: ReservationChanges,
  prefix: readonly string[],
  context: PluginContext,
): Promise<void> {
  checkRequest({ name, ...changes })
  const argv = [...prefix, "scontrol", "update", `ReservationName=${name}`, ...changeWords(changes)]
  await change(context, argv, "the change of the booking", { missing })
}

export async function deleteReservation(
  name: string,
  prefix: readonly string[],
  context: PluginContext,
): Promise<void> {
  checkName(name)
  const argv = [...prefix, "scontrol", "delete", `ReservationName=${name}`]
  await change(context, argv, "the end of the booking", { missing }).catch(error => {
    if (error?.status !== 404) throw error
  })
}

function partWords({ part }: ReservationRequest): readonly string[] {
  if ("nodes" in part) return [`Nodes=${part.nodes.join(",")}`]
  if ("nodeCount" in part) return [`NodeCnt=${part.nodeCount}`]
  return [`TRES=gres/gpu${part.gpuType === null ? "" : `:${part.gpuType}`}=${part.gpus}`]
}

function changeWords({ nodes, start, end, users, accounts }: ReservationChanges): readonly string[] {
  return [
    ...(nodes && nodes.length > 0 ? [`Nodes=${nodes.join(",")}`] : []),
    ...(start ? [`StartTime=${unixTime(start)}`] : []),
    ...(end ? [`EndTime=${unixTime(end)}`] : []),
    ...(users && users.length > 0 ? [`Users=${users.join(",")}`] : []),
    ...(accounts && accounts.length > 0 ? [`Accounts=${accounts.join(",")}`] : []),
  ]
}

/** Slurm's own form for seconds since 1970: no time zone of any machine has a say. */
function unixTime(time: Date): string {
  return `uts${Math.floor(time.getTime() / 1000)}`
}

/** Null for a line that is none, such as "No reservations in the system". */
function parseLine(line: string): Reservation | null {
  const name = field(line, "ReservationName")
  const [start, end] = [slurmTime(field(line, "StartTime")), slurmTime(field(line, "EndTime"))]
  if (name === "" || !start || !end) return null
  return {
    name,
    start,
    end,
    nodes: expandHostlist(field(line, "Nodes")),
    partition: field(line, "PartitionName") || null,
    ...gpusOfTres(field(line, "TRES")),
    users: listField(line, "Users"),
    accounts: listField(line, "Accounts"),
    flags: listField(line, "Flags"),
    isActive: field(line, "State") === "ACTIVE",
  }
}
