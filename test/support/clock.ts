/** Clocks that tests move: one that stands still until then, and the real one, whose time of day can be set. */
import { systemClock } from "../../hub/core/clock.ts"
import type { Clock } from "../../hub/plugin/context.ts"

/** Time goes by as it does; only the time of day is set forward or back, as an administrator or NTP does. */
export function settableClock(): Clock & Pick<ManualClock, "setTimeOfDay"> {
  let offset = 0
  return {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + offset),
    setTimeOfDay(byMs) {
      offset += byMs
    },
  }
}

export interface ManualClock extends Clock {
  /** Moves the time on; sleepers and ticks that are due on the way run in order, and what they start is awaited as far as it goes without the clock. */
  advance(ms: number): Promise<void>
  /** Sets the time of day forward or back, as an administrator or NTP does: what waits goes on waiting. */
  setTimeOfDay(byMs: number): void
  /** How many wait for the clock. */
  readonly sleepers: number
}

interface Sleeper {
  readonly at: number
  wake(): void
}

export function manualClock(start = new Date("2026-11-23T06:00:00Z")): ManualClock {
  /** Milliseconds that went by, and what the time of day is beyond that. */
  let now = 0
  let offset = start.getTime()
  const sleepers = new Set<Sleeper>()

  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const sleeper: Sleeper = {
        at: now + ms,
        wake() {
          sleepers.delete(sleeper)
          signal?.removeEventListener("abort", onAbort)
          resolve()
        },
      }
      signal?.addEventListener("abort", onAbort, { once: true })
      sleepers.add(sleeper)
    })

  return {
    now: () => new Date(offset + now),
    monotonic: () => now,
    setTimeOfDay(byMs) {
      offset += byMs
    },
    sleep,
    every(ms, tick) {
      const stopped = new AbortController()
      const loop = async () => {
        for (;;) {
          await sleep(ms, stopped.signal)
          await tick()
        }
      }
      loop().catch(error => {
        if (!stopped.signal.aborted) throw error
      })
      return () => stopped.abort()
    },
    async advance(ms) {
      const end = now + ms
      for (;;) {
        await settled()
        const next = [...sleepers].filter(s => s.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        now = Math.max(now, next.at)
        next.wake()
      }
      now = end
    },
    get sleepers() {
      return sleepers.size
    },
  }
}

/** Lets everything run that waits for no I/O. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
}
