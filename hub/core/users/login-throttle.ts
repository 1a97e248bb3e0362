/** Slows down who guesses passwords: after five failures for one name from one address, each further try has to wait. */
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"

const freeTries = 5
const longestWait = 300
/** A flood of made-up names drops the oldest entries, never grows the hub. */
const maxEntries = 10_000

interface Failures {
  readonly count: number
  readonly last: number
}

/** Throws Refusal 429 while this name and address have to wait. Other addresses are not held up. */
export function checkThrottle(core: Core, ip: string, name: string): void {
  const failures = entries(core).get(key(ip, name))
  if (failures === undefined || failures.count < freeTries) return
  const wait = Math.min(2 ** (failures.count - freeTries), longestWait)
  const left = Math.ceil(wait - (core.clock.now().getTime() - failures.last) / 1000)
  if (left <= 0) return
  throw new Refusal(
    429,
    `Too many failed logins for this name. Try again in ${left} ${left === 1 ? "second" : "seconds"}.`,
    {
      headers: { "Retry-After": String(left) },
    },
  )
}

export function countFailure(core: Core, ip: string, name: string): void {
  const all = entries(core)
  const count = (all.get(key(ip, name))?.count ?? 0) + 1
  all.delete(key(ip, name))
  all.set(key(ip, name), { count, last: core.clock.now().getTime() })
  const [oldest] = all.keys()
  if (all.size > maxEntries && oldest !== undefined) all.delete(oldest)
}

export function forgetFailures(core: Core, ip: string, name: string): void {
  entries(core).delete(key(ip, name))
}

const failuresOf = new WeakMap<Core, Map<string, Failures>>()

function entries(core: Core): Map<string, Failures> {
  const known = failuresOf.get(core) ?? new Map<string, Failures>()
  failuresOf.set(core, known)
  return known
}

function key(ip: string, name: string): string {
  return JSON.stringify([ip, name.slice(0, 255).toLowerCase()])
}
