/** Says when another hub works on the same database: several at a time are not supported, and people would find their servers gone behind one of the proxies. */
import { randomUUID } from "node:crypto"
import { hostname } from "node:os"
import { acquireLease, forgetLeases, listLeases, renewLease } from "../db/leases.ts"
import type { Core } from "./core.ts"
import { leaseHolder } from "./lease-holder.ts"

const beatMs = 10_000
/** For the eyes of people alone: whether a hub lives is told by its changes, not by this. */
const ttlMs = 3 * beatMs
/** So many beats without a change, and a hub is gone. */
const goneAfter = 6

interface Seen {
  readonly expires: string
  readonly unchanged: number
  readonly told: boolean
}

/**
 * Each hub has a row and renews it. Only a row that somebody else renews while this one looks is another hub: that of a
 * hub which was killed stands still, so that its successor starts at once and says nothing wrong, by whatever clock.
 */
export async function announceHub(core: Core): Promise<{ stop(): Promise<void> }> {
  const { clock, db, log } = core
  const name = `${prefix}${randomUUID()}`
  const holder = leaseHolder(core)
  const seen = new Map<string, Seen>()
  let lease = await acquireLease(db, name, holder, clock.now(), ttlMs)
  await look()
  let turn = Promise.resolve()
  const stop = clock.every(beatMs, () => {
    turn = beat().catch(cause => log.warn("failed to renew the row of this hub; it is tried again", { cause }))
    return turn
  })

  async function beat(): Promise<void> {
    const alive = lease !== null && (await renewLease(db, lease, clock.now(), ttlMs))
    // Another has taken it for gone, such as after a long standstill.
    if (!alive) lease = await acquireLease(db, name, holder, clock.now(), ttlMs)
    await look()
  }

  async function look(): Promise<void> {
    const gone: string[] = []
    for (const other of await listLeases(db, prefix)) {
      if (other.name === name) continue
      const before = seen.get(other.name)
      const changed = before !== undefined && before.expires !== other.expires_at
      if (changed && !before.told) warn(other.holder)
      const unchanged = before === undefined || changed ? 0 : before.unchanged + 1
      seen.set(other.name, { expires: other.expires_at, unchanged, told: changed || before?.told === true })
      if (unchanged >= goneAfter) gone.push(other.name)
    }
    for (const name of gone) seen.delete(name)
    await forgetLeases(db, gone)
  }

  function warn(other: string): void {
    log.error(
      `Another hub (${other}) is running on this database, beside this one (${holder}). Stop one of the two: each changes the routes of its own proxy alone, and people find servers gone behind the other.`,
      { this_host: hostname() },
    )
  }

  return {
    async stop() {
      stop()
      await turn
      await forgetLeases(db, [name])
    },
  }
}

const prefix = "hub:"
