/** Slows down who guesses passwords: by name and address, by name from everywhere, by address for all names, and over all. */
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"

interface Level {
  readonly of: (ip: string, name: string) => string
  /** So many failures cost nothing; each one beyond doubles the wait, from a second up to `longest` seconds. */
  readonly free: number
  readonly longest: number
  /** Seconds in which one failure is forgotten; endless: only a login forgets. */
  readonly forgets: number
  readonly what: string
  /** Where the person has logged in from before, somebody else's guesses do not count against them. */
  readonly sparesKnown: boolean
}

/** The wider one is, the shorter the wait: nobody is to be kept out for long by what others do. */
const levels: readonly Level[] = [
  { of: pair, free: 5, longest: 300, forgets: Infinity, what: "for this name", sparesKnown: false },
  { of: (_ip, name) => sameName(name), free: 20, longest: 60, forgets: 30, what: "for this name", sparesKnown: true },
  { of: ip => ip, free: 50, longest: 30, forgets: 5, what: "from your address", sparesKnown: true },
  { of: () => "", free: 600, longest: 5, forgets: 0.1, what: "at the moment", sparesKnown: true },
]

/** A flood of made-up names drops the oldest entries, never grows the hub. */
const maxEntries = 10_000

interface Failures {
  readonly count: number
  /** Milliseconds of the steady clock: setting the time of day holds nobody up. */
  readonly last: number
}

interface Memory {
  /** One for each level. */
  readonly failures: readonly Map<string, Failures>[]
  /** Names and addresses that have logged in. */
  readonly known: Map<string, true>
}

/** Throws Refusal 429 while this name and address have to wait. */
export function checkThrottle(core: Core, ip: string, name: string): void {
  const now = core.clock.monotonic()
  const { failures, known } = memoryOf(core)
  const isKnown = known.has(pair(ip, name))
  for (const [i, level] of levels.entries()) {
    if (level.sparesKnown && isKnown) continue
    const entry = failures[i]?.get(level.of(ip, name))
    const left = entry === undefined ? 0 : Math.ceil(waitOf(level, entry, now) - (now - entry.last) / 1000)
    if (left <= 0) continue
    const seconds = `${left} ${left === 1 ? "second" : "seconds"}`
    throw new Refusal(429, `Too many failed logins ${level.what}. Try again in ${seconds}.`, {
      headers: { "Retry-After": String(left) },
    })
  }
}

export function countFailure(core: Core, ip: string, name: string): void {
  const now = core.clock.monotonic()
  for (const [i, level] of levels.entries()) {
    const all = memoryOf(core).failures[i]
    if (all === undefined) continue
    const key = level.of(ip, name)
    const entry = all.get(key)
    put(all, key, { count: (entry ? countNow(level, entry, now) : 0) + 1, last: now })
  }
}

/** After a login: what was mistyped before it counts no longer, and this is a place where the person is known. */
export function forgetFailures(core: Core, ip: string, name: string): void {
  const { failures, known } = memoryOf(core)
  failures[0]?.delete(pair(ip, name))
  put(known, pair(ip, name), true)
}

function waitOf(level: Level, entry: Failures, now: number): number {
  const over = countNow(level, entry, now) - level.free
  return over < 0 ? 0 : Math.min(2 ** Math.floor(over), level.longest)
}

function countNow({ forgets }: Level, { count, last }: Failures, now: number): number {
  return Math.max(0, count - (now - last) / 1000 / forgets)
}

function put<T>(all: Map<string, T>, key: string, value: T): void {
  all.delete(key)
  all.set(key, value)
  const [oldest] = all.keys()
  if (all.size > maxEntries && oldest !== undefined) all.delete(oldest)
}

const memories = new WeakMap<Core, Memory>()

function memoryOf(core: Core): Memory {
  const known = memories.get(core) ?? { failures: levels.map(() => new Map()), known: new Map() }
  memories.set(core, known)
  return known
}

function pair(ip: string, name: string): string {
  return JSON.stringify([ip, sameName(name)])
}

function sameName(name: string): string {
  return name.slice(0, 255).toLowerCase()
}
