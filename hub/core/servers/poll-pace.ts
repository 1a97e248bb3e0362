/** How soon the backend is asked again: at once while an answer may come at any moment, seldom while it gives none. */
import type { RunRow } from "../../db/rows.ts"

/** No two queries closer than this, however much happens. */
const shortestMs = 250
/** While it does not answer; a longer interval of the site's holds then, too. */
const longestMs = 30_000

export interface PollPace {
  /** Whether the last look brought an answer about anybody. True where that has changed since the look before. */
  heard(answered: boolean): boolean
  /** Milliseconds from one look to the next, while these runs are under way. */
  gapMs(runs: readonly Pick<RunRow, "id" | "state" | "port" | "stopping_at">[]): number
}

/** Times in milliseconds: `now` of a steady clock, `stoppingMs` since a run was told to stop. `random` gives 0 to 1: hubs that wait for one scheduler must not ask all at once when it is back. */
export function createPollPace(
  intervalMs: number,
  now: () => number,
  stoppingMs: (id: string, since: Date) => number,
  random: () => number = Math.random,
): PollPace {
  let silences = 0
  let silentGapMs = intervalMs
  /** Run id -> since when its server has been there, while the backend still says that it waits. */
  const expected = new Map<string, number>()

  return {
    heard(answered) {
      const changed = answered === silences > 0
      silences = answered ? 0 : silences + 1
      const doubled = intervalMs * 2 ** Math.min(silences, 16)
      silentGapMs = Math.min(doubled, Math.max(longestMs, intervalMs)) * (0.75 + random() / 2)
      return changed
    },

    gapMs(runs) {
      const arrived = runs.filter(run => run.state === "queued" && run.port !== null)
      for (const id of expected.keys()) if (!arrived.some(run => run.id === id)) expected.delete(id)
      for (const { id } of arrived) if (!expected.has(id)) expected.set(id, now())
      if (silences > 0) return silentGapMs
      const ages = [...expected.values()].map(since => now() - since)
      for (const { id, state, stopping_at } of runs) {
        if (state === "stopping" && stopping_at) ages.push(stoppingMs(id, stopping_at))
      }
      return Math.min(intervalMs, ...ages.map(age => Math.max(shortestMs, age / 2)))
    },
  }
}
