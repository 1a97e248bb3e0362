/** Wakes those who wait for a change of a run in this process. Truth is in the database: a lost wake-up costs a second. */
import { EventEmitter } from "node:events"

export interface Bus {
  /** Something about this key (a run id) was committed. */
  wake(key: string): void
  /** Resolves true at the next wake of `key`, false after `ms` milliseconds or an abort. */
  wait(key: string, ms: number, signal?: AbortSignal): Promise<boolean>
}

export function createBus(): Bus {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    wake: key => void emitter.emit(key),
    wait(key, ms, signal) {
      if (signal?.aborted) return Promise.resolve(false)
      return new Promise(resolve => {
        const end = (woken: boolean) => {
          clearTimeout(timer)
          emitter.off(key, onWake)
          signal?.removeEventListener("abort", onAbort)
          resolve(woken)
        }
        const onWake = () => end(true)
        const onAbort = () => end(false)
        const timer = setTimeout(() => end(false), ms)
        emitter.once(key, onWake)
        signal?.addEventListener("abort", onAbort, { once: true })
      })
    },
  }
}
