/** The services of a hub: starts those that it runs, looks after all that have a URL, and stops what it started. */
import type { ServiceRow } from "../../db/rows.ts"
import { listServices } from "../../db/services.ts"
import type { Core } from "../core.ts"
import { inOneHub } from "../in-one-hub.ts"
import { configuredServices } from "./configured-services.ts"
import { endProcess } from "./end-process.ts"
import { leftProcess } from "./left-process.ts"
import { type ManagedService, startManagedService } from "./managed-service.ts"
import { serviceAnswers } from "./service-answers.ts"
import type { ServiceSpec } from "./service-spec.ts"
import { tokenOfService } from "./service-tokens.ts"

interface Services {
  /** Ends the processes of those that this hub runs. */
  stop(): Promise<void>
}

/** Rejects with a Refusal where one that the hub runs does not come up, and leaves none of them running. */
export async function startServices(core: Core): Promise<Services> {
  const managed = configuredServices(core.config).filter(spec => spec.command.length > 0)
  let running: readonly ManagedService[] = []
  const begin = async () => {
    running = await startAll(core, managed)
  }
  const end = async () => {
    await Promise.all(running.map(service => service.stop()))
    running = []
  }
  // Without any there is no lease to renew.
  const held = managed.length === 0 ? null : await inOneHub(core, "services", { begin, end })
  const stopping = new AbortController()
  const stopChecks = startChecks(core, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      stopChecks()
      await held?.stop()
    },
  }
}

async function startAll(core: Core, specs: readonly ServiceSpec[]): Promise<readonly ManagedService[]> {
  const rows = new Map((await listServices(core.db)).map(row => [row.name, row]))
  const begun = specs.flatMap(spec => {
    const row = rows.get(spec.name)
    // One of that name which was made through the API stays as its makers want it.
    return row?.from_config === true ? [startOne(core, spec, row)] : []
  })
  const settled = await Promise.allSettled(begun)
  const running = settled.flatMap(one => (one.status === "fulfilled" ? [one.value] : []))
  const failed = settled.find(one => one.status === "rejected")
  if (!failed) return running
  await Promise.all(running.map(service => service.stop()))
  throw failed.reason
}

async function startOne(core: Core, spec: ServiceSpec, row: ServiceRow): Promise<ManagedService> {
  const left = await leftProcess(core.spawnerContext, row)
  if (left) {
    core.log.warn(`Ending the process that an earlier hub left of the service ${spec.name}`, { pid: left.pid })
    await endProcess(core.spawnerContext, left)
  }
  return startManagedService(core, spec, await tokenOfService(core, spec, row))
}

/** Services that somebody else runs are looked at once at start, without waiting for them, and all of them from then on. */
function startChecks(core: Core, signal: AbortSignal): () => void {
  const check = () =>
    checkServices(core, signal).catch(cause => {
      if (!signal.aborted) core.log.error("Checking the services failed; it is tried again later", { cause })
    })
  const seconds = core.config.get("JupyterHub.service_check_interval")
  const stop = seconds > 0 ? core.clock.every(seconds * 1000, check) : () => {}
  void check()
  return stop
}

/** Says which services with a URL cannot be reached. */
async function checkServices(core: Core, signal: AbortSignal): Promise<void> {
  const rows = (await listServices(core.db)).filter(row => row.url)
  await Promise.all(
    rows.map(async row => {
      const seen = await serviceAnswers(core, row, signal)
      const kind = row.command?.length ? "managed" : "external"
      if (seen === null) core.log.debug(`The ${kind} service ${row.name} runs at ${row.url}`)
      else core.log.warn(`Cannot connect to ${kind} service ${row.name} at ${row.url}: ${seen}. Is it running?`)
    }),
  )
}
