/** Ends the wait for work that takes too long; the work itself goes on, and its outcome no longer counts. */
import type { Clock } from "../../plugin/context.ts"
import { Fault } from "../../plugin/errors.ts"

/** `what` begins the sentence of the Fault: "The hooks of this hub". */
export async function timeLimit<T>(clock: Clock, seconds: number, what: string, work: Promise<T>): Promise<T> {
  const done = new AbortController()
  const late = clock.sleep(seconds * 1000, done.signal).then(
    () => {
      throw new Fault(504, `${what} took more than ${seconds} seconds.`, { code: "timeout" })
    },
    () => work,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
    // Whoever won: the other must not fail unheard.
    work.catch(() => {})
  }
}
