/** Keeps Slurm and the calendar in accordance: every half minute, and as soon as somebody books. One hub at a time does. */
import type { Core } from "../core.ts"
import { inOneHub } from "../in-one-hub.ts"
import { calendarOf } from "./bookable.ts"
import { keepInSlurm } from "./keep-in-slurm.ts"
import { reservationsKey } from "./wake.ts"

const roundMs = 30_000

interface Keeper {
  stop(): Promise<void>
}

export async function startKeeper(core: Core): Promise<Keeper> {
  const calendar = calendarOf(core)
  if (calendar === null) {
    if (core.config.get("CarmeHub.reservations") !== null)
      core.log.warn(
        `c.CarmeHub.reservations has no effect: the spawner ${core.spawner.name} has no scheduler to book with`,
      )
    return { stop: async () => {} }
  }
  let ends = () => {}
  let doing: Promise<void> = Promise.resolve()
  const round = () => {
    doing = doing
      .then(() => keepInSlurm(core, calendar))
      .catch(cause =>
        core.log.warn("The bookings could not be compared with Slurm; they are again in a moment", { cause }),
      )
    return doing
  }
  const begin = async () => {
    const over = new AbortController()
    const stop = core.clock.every(roundMs, round)
    onWake(core, round, over.signal)
    ends = () => {
      over.abort()
      stop()
    }
    void round()
  }
  const end = async () => {
    ends()
    await doing
  }
  return inOneHub(core, "reservations", { begin, end })
}

/** A booking need not wait for its turn: whoever has booked from now on wants it now. */
async function onWake(core: Core, round: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) if (await core.bus.wait(reservationsKey, 600_000, signal)) void round()
}
