/** Answers that are the same for everybody for a while: whoever asks meanwhile gets them too. Failures are not kept. */
import type { Core } from "./core.ts"

export type RecentAnswers<T> = (core: Core, key: string, load: () => Promise<T>) => Promise<T>

interface Entry<T> {
  readonly answer: Promise<T>
  /** Milliseconds; endless while the answer is awaited. */
  until: number
}

const mostEntries = 1000

/** Kept for `ms` milliseconds from when the answer came: a slow backend is not asked by one more each time. */
export function recentAnswers<T>(ms: number): RecentAnswers<T> {
  const known = new WeakMap<Core, Map<string, Entry<T>>>()
  return (core, key, load) => {
    const entries = known.get(core) ?? new Map<string, Entry<T>>()
    known.set(core, entries)
    const now = () => core.clock.monotonic()
    const recent = entries.get(key)
    if (recent && recent.until > now()) return recent.answer
    if (entries.size >= mostEntries) entries.clear()
    const entry: Entry<T> = { answer: load(), until: Number.POSITIVE_INFINITY }
    entries.set(key, entry)
    entry.answer.then(
      () => {
        entry.until = now() + ms
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key)
      },
    )
    return entry.answer
  }
}
