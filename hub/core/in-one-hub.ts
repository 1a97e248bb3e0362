/** What one of several hubs on a database does, as long as it holds the lease for it; when it is gone, another begins. */
import { type Lease, releaseLease, renewLease } from "../db/leases.ts"
import type { Core } from "./core.ts"
import { leaseTaker } from "./take-lease.ts"

const ttlMs = 120_000
const turnMs = ttlMs / 4

interface Work {
  begin(): Promise<void>
  end(): Promise<void>
}

/** Begins at once where the lease is free, and rejects as `begin` does then; a later `begin` that fails is tried again. */
export async function inOneHub(core: Core, name: string, work: Work): Promise<{ stop(): Promise<void> }> {
  const { clock, db, log } = core
  const take = leaseTaker(core, name, ttlMs)
  let lease: Lease | null = await take()
  /** One after the other; the lease is renewed meanwhile, however long it takes. */
  let doing = Promise.resolve()
  let turn = Promise.resolve()
  const stopTurns = clock.every(turnMs, () => {
    turn = look().catch(cause => log.error(`Who has the ${name} could not be looked up`, { cause }))
    return turn
  })

  async function give(): Promise<void> {
    if (lease) await releaseLease(db, lease)
    lease = null
  }

  async function look(): Promise<void> {
    if (lease) {
      if (await renewLease(db, lease, clock.now(), ttlMs)) return
      log.warn(`Another hub has taken over the ${name}: ending them here`)
      lease = null
      doing = doing.then(() => work.end())
      return
    }
    lease = await take()
    if (lease === null) return
    log.warn(`The hub that had the ${name} is gone: beginning with them here`)
    doing = doing
      .then(() => work.begin())
      .catch(cause => {
        log.error(`The ${name} could not be begun with; it is tried again`, { cause })
        return give()
      })
  }

  async function stop(): Promise<void> {
    stopTurns()
    await turn
    await doing
    if (lease) await work.end()
    await give()
  }

  if (lease) {
    await work.begin().catch(async error => {
      stopTurns()
      await turn
      await give()
      throw error
    })
  } else {
    log.info(`Another hub on this database has the ${name}; this one has them when that is gone`)
  }
  return { stop }
}
