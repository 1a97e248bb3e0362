/** Looks again and again whether the servers of ready runs are still there and still themselves: a job may outlive its server, and anybody may then take the port. */

import type { RunRow } from "../../db/rows.ts"
import { countRunEvents } from "../../db/run-events.ts"
import { Fault } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { serverPath } from "../urls.ts"
import { type HeldConnection, holdConnection } from "./held-connection.ts"
import { proveIdentity } from "./identity-proof.ts"
import { isServerLost, type Loss } from "./lost-server.ts"
import { serverTarget } from "./server-address.ts"
import { restoreRoute, withdrawRoute } from "./withdraw-route.ts"

interface IdentityWatch {
  /** All live runs, as the database has them now: begins with the looks that are due. Resolves when those under way have ended; nobody has to wait. */
  turn(runs: readonly RunRow[]): Promise<void>
  stop(): Promise<void>
}

/** Unknown is never gone: a server that is paused or busy keeps its route. */
type Verdict = "own" | "unknown" | Loss

interface Watched {
  run: RunRow
  readonly url: string
  readonly connection: HeldConnection
  /** By the steady clock. */
  dueAt: number
  /** How often in a row it was refused or answered by somebody else. */
  strikes: number
  isProven: boolean
  isDropped: boolean
  looking: Promise<void> | null
}

const atOnce = 8
const patienceMs = 5000
/** Until the second look, which takes the route away. */
const againMs = 5000
const strikesToLose = 2

export function createIdentityWatch(core: Core, random: () => number = Math.random): IdentityWatch {
  const everyMs = core.config.get("CarmeHub.verify_interval") * 1000
  const isOn = everyMs > 0 && core.spawner.provesIdentity && core.config.get("CarmeHub.verify_servers")
  const watched = new Map<string, Watched>()
  const now = () => core.clock.monotonic()
  const stopping = new AbortController()

  function watchRun(run: RunRow, url: string): Watched {
    // The first looks after a restart are spread over the interval.
    const dueAt = now() + everyMs * random()
    const connection = holdConnection(core, `${url}api`, everyMs, () => {
      const entry = watched.get(run.id)
      if (entry) entry.dueAt = now()
    })
    return { run, url, connection, dueAt, strikes: 0, isProven: false, isDropped: false, looking: null }
  }

  function begin(): void {
    const running = [...watched.values()].filter(entry => entry.looking !== null).length
    const due = [...watched.values()].filter(entry => entry.looking === null && entry.dueAt <= now())
    due.sort((a, b) => a.dueAt - b.dueAt)
    for (const entry of due.slice(0, Math.max(0, atOnce - running))) {
      entry.looking = look(entry).finally(() => {
        entry.looking = null
        if (!stopping.signal.aborted) begin()
      })
    }
  }

  async function ended(): Promise<void> {
    await Promise.all([...watched.values()].map(entry => entry.looking))
  }

  async function look(entry: Watched): Promise<void> {
    entry.dueAt = now() + everyMs * (0.8 + 0.2 * random())
    const { run } = entry
    try {
      const verdict = await verdictOf(entry)
      if (stopping.signal.aborted) return
      if (verdict === "own") await own(entry)
      else if (verdict !== "unknown") await strike(entry, verdict)
    } catch (cause) {
      if (stopping.signal.aborted) return
      core.log.error("failed to check the identity of a server; it is checked again later", { run: run.id, cause })
    }
  }

  async function verdictOf(entry: Watched): Promise<Verdict> {
    const heard = await entry.connection.look(patienceMs)
    if (heard.kind === "silent") return heard.isSuspect ? "stranger" : "unknown"
    if (heard.kind === "error") return lossBy(heard.code, heard.isSuspect)
    if (heard.isKnown) return "own"
    const verdict = await proof(entry, heard.isSuspect)
    if (verdict === "own") entry.connection.trust()
    else entry.connection.distrust()
    return verdict
  }

  async function proof(entry: Watched, isSuspect: boolean): Promise<Verdict> {
    try {
      await proveIdentity(core, entry.run, entry.url, stopping.signal)
      return "own"
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      const { cause } = error
      if (cause !== undefined) return lossBy(String((cause as NodeJS.ErrnoException).code ?? ""), isSuspect)
      return (await mayBeOtherwise(entry)) ? "unknown" : "stranger"
    }
  }

  /** Another hub's server never had to prove itself: it may be one that cannot. */
  async function mayBeOtherwise({ run, isProven }: Watched): Promise<boolean> {
    return !isProven && (await countRunEvents(core.db, run.id, "adopted")) > 0
  }

  async function own(entry: Watched): Promise<void> {
    Object.assign(entry, { strikes: 0, isProven: true, isDropped: false })
    if (isServerLost(entry.run)) await restoreRoute(core, entry.run)
  }

  async function strike(entry: Watched, loss: Loss): Promise<void> {
    entry.strikes++
    if (entry.strikes < strikesToLose && !isServerLost(entry.run)) {
      entry.dueAt = Math.min(entry.dueAt, now() + againMs)
      return
    }
    if (!entry.isDropped) entry.isDropped = await withdrawRoute(core, entry.run, loss)
  }

  return {
    async turn(runs) {
      if (!isOn || stopping.signal.aborted) return
      const ready = new Map(runs.filter(run => run.state === "ready" && run.user_id !== null).map(run => [run.id, run]))
      for (const [id, entry] of watched) {
        const run = ready.get(id)
        if (run !== undefined) entry.run = run
        else if (watched.delete(id)) entry.connection.close()
      }
      for (const run of ready.values()) {
        const target = watched.has(run.id) ? null : serverTarget(core.config, run)
        if (target === null) continue
        watched.set(run.id, watchRun(run, target + serverPath(core.config, run.user_name, run.server_name)))
      }
      begin()
      await ended()
    },
    async stop() {
      stopping.abort()
      for (const { connection } of watched.values()) connection.close()
      await ended()
    },
  }
}

/** Refused, or not HTTP or not the certificate; whatever else went wrong on the way says nothing about a server that is not suspect. */
function lossBy(code: string, isSuspect: boolean): Verdict {
  if (code === "ECONNREFUSED") return "refused"
  const isOther = /^(HPE_|EPROTO|ERR_TLS_|ERR_SSL_)|CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)
  return isOther || isSuspect ? "stranger" : "unknown"
}
