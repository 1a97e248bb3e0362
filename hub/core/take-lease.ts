/** Takes a lease of the database. One whose holder is gone is free, whatever the clocks of the two say of its end. */
import { acquireLease, findLease, type Lease } from "../db/leases.ts"
import type { Core } from "./core.ts"
import { leaseHolder } from "./lease-holder.ts"

/**
 * To be called again and again until it gives the lease. A holder that lives renews it within its time: one that has
 * not changed for that long, by this process's own count, is free. Its end in the database may lie in the future for
 * days, where the clock was set back.
 */
export function leaseTaker(core: Core, name: string, ttlMs: number): () => Promise<Lease | null> {
  let seen = ""
  let since = 0
  return async () => {
    const holder = leaseHolder(core)
    const taken = await acquireLease(core.db, name, holder, core.clock.now(), ttlMs)
    if (taken) return taken
    const present = await findLease(core.db, name)
    if (present === null) return null
    const now = core.clock.monotonic()
    const look = JSON.stringify(present)
    if (look !== seen) since = now
    seen = look
    if (now - since < ttlMs) return null
    return acquireLease(core.db, name, holder, core.clock.now(), ttlMs, present)
  }
}
