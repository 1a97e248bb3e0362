/** A clock that stands still until a test moves it. */
import type { Clock } from "../../hub/plugin/context.ts"

export interface ManualClock extends Clock {
  /** Moves the time on; sleepers and ticks that are due on the way run in order, and what they start is awaited as far as it goes without the clock. */
  advance(ms: number): Promise<void>
  /** How many wait for the clock. */
  readonly sleepers: number
}

interface Sleeper {
  readonly at: number
  wake(): void
}

export function manualClock(start = new Date("2026-11-23T06:00:00Z")): ManualClock {
  let now = start.getTime()
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
    now: () => new Date(now),
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
