/** How long ago something in the database was, though the time of day may have been set since. */
import type { Clock } from "../plugin/context.ts"

interface Stopwatches {
  /** Milliseconds since `start`: by the time of day when this is first asked, and by the steady clock from then on. */
  since(id: string, what: string, start: Date): number
  /** Forgets all but these. */
  keep(ids: ReadonlySet<string>): void
}

export function createStopwatches(clock: Pick<Clock, "now" | "monotonic">): Stopwatches {
  /** Id -> what -> when it was, by the steady clock. */
  const begun = new Map<string, Map<string, number>>()
  return {
    since(id, what, start) {
      const now = clock.monotonic()
      // A start that lies in the future was written by a clock that has been set back since: it was just now.
      const known = begun.get(id) ?? new Map<string, number>()
      const at = known.get(what) ?? now - Math.max(0, clock.now().getTime() - start.getTime())
      begun.set(id, known.set(what, at))
      return now - at
    },
    keep(ids) {
      for (const id of begun.keys()) if (!ids.has(id)) begun.delete(id)
    },
  }
}
