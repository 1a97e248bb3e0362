/** Bookings over REST; what slurmrestd before 0.0.43 cannot do is done by scontrol, where the hub has it. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import type { Scheduler } from "../../../hub/plugin/scheduler.ts"
import { checkName, checkRequest } from "../reservation-check.ts"
import { errorNumbers, type RestAnswer } from "./answer.ts"
import type { RestClient } from "./client.ts"
import { isMissingCommand } from "./missing-command.ts"
import { notAllowed, refusal, wanted } from "./outcome.ts"
import { newReservationMessage, readReservations, reservationMessage } from "./reservations.ts"
import type { Fields } from "./values.ts"
import { isAtLeast } from "./version.ts"

type Bookings = Pick<Scheduler, "reservations" | "createReservation" | "updateReservation" | "deleteReservation">

export function restReservations(client: RestClient, commands: Bookings, context: PluginContext): Bookings {
  const reservations = async () =>
    readReservations(wanted(await client.ask(null, "GET", "/reservations/"), "the question"), context.clock.now())
  const isThere = async (name: string) => (await reservations()).some(reservation => reservation.name === name)
  const post = async (message: Fields, what: string) =>
    done(await client.ask(null, "POST", "/reservations/", { reservations: [message] }), what)

  /** `byRest`, unless this slurmrestd is too old for it. */
  async function change(byRest: () => Promise<void>, byCommands: () => Promise<void>): Promise<void> {
    const version = await client.version()
    if (isAtLeast(version, "0.0.43")) return byRest()
    try {
      await byCommands()
    } catch (error) {
      if (!isMissingCommand(error)) throw error
      const why = `it speaks ${version}, and bookings need 0.0.43 (Slurm 25.05) or scontrol on the hub's machine`
      throw new Fault(501, `Bookings cannot be changed through this slurmrestd: ${why}`, { cause: error })
    }
  }

  return {
    reservations,
    async createReservation(request) {
      checkRequest(request)
      const byRest = async () => {
        // A post of a name that is there would change that one.
        if (await isThere(request.name)) throw refusal({ number: 0, says: "Duplicate reservation name" }, "the booking")
        await post(newReservationMessage(request), "the booking")
      }
      await change(byRest, () => commands.createReservation(request))
    },
    async updateReservation(name, changes) {
      checkRequest({ name, ...changes })
      const byRest = async () => {
        if (!(await isThere(name))) throw new Refusal(404, `Slurm does not know it: ${name}`, { code: "not-in-slurm" })
        await post(reservationMessage(name, changes), "the change of the booking")
      }
      await change(byRest, () => commands.updateReservation(name, changes))
    },
    async deleteReservation(name) {
      checkName(name)
      const byRest = async () => {
        const answer = await client.ask(null, "DELETE", `/reservation/${encodeURIComponent(name)}`)
        // 26.05 has another number for it, and the same words.
        const says = answer.ok ? "" : answer.no.says
        const missing = !answer.ok && [0, errorNumbers.reservationInvalid].includes(answer.no.number as 0)
        if (!missing && !/reservation is invalid/i.test(says)) done(answer, "the end of the booking")
      }
      await change(byRest, () => commands.deleteReservation(name))
    },
  }
}

function done(answer: RestAnswer, what: string): void {
  if (answer.ok) return
  if (answer.no.number === errorNumbers.accessDenied) throw notAllowed(answer.no, what)
  throw refusal(answer.no, what)
}
