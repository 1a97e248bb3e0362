/** The one file that reads the system's clock and sets timers. */
import { setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../plugin/context.ts"

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
  every(ms, tick) {
    let stopped = false
    let timer: NodeJS.Timeout
    const loop = async () => {
      await tick()
      if (!stopped) timer = setTimeout(loop, ms)
    }
    timer = setTimeout(loop, ms)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  },
}
