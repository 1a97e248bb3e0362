/** Remembers answers for a while, so that the backend is not asked the same again. Failures are not remembered. */
import type { Clock } from "../../hub/plugin/context.ts"

export interface Cache<T> {
  get(clock: Clock, key: string, load: () => Promise<T>): Promise<T>
}

const mostEntries = 10_000

export function createCache<T>(ms: number): Cache<T> {
  const entries = new Map<string, { readonly value: T; readonly until: number }>()
  return {
    async get(clock, key, load) {
      const now = clock.monotonic()
      const entry = entries.get(key)
      if (entry && entry.until > now) return entry.value
      const value = await load()
      if (entries.size >= mostEntries) entries.clear()
      entries.set(key, { value, until: now + ms })
      return value
    },
  }
}
