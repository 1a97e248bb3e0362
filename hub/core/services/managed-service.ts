/** One service that the hub runs: started, waited for, started again whenever it ends, stopped. */
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { endProcess } from "./end-process.ts"
import { serviceAnswers } from "./service-answers.ts"
import { type ServiceProcess, startServiceProcess, writePid } from "./service-process.ts"
import type { ServiceSpec } from "./service-spec.ts"

export interface ManagedService {
  /** Resolves when its process is gone. */
  stop(): Promise<void>
}

/** One that ran this long did not fail at its start: what ends it is a new story. */
const settledMs = 60_000
const firstPauseMs = 1000
const longestPauseMs = 60_000

/** Resolves when it runs and, where it has a URL, answers there. Rejects with a Refusal where it does not come up; nothing of it runs then. */
export async function startManagedService(core: Core, spec: ServiceSpec, token: string): Promise<ManagedService> {
  const first = await startServiceProcess(core, spec, token)
  if (spec.url !== null) await comesUp(core, spec, first)
  return keepRunning(core, spec, token, first)
}

async function comesUp(core: Core, spec: ServiceSpec, process: ServiceProcess): Promise<void> {
  const enough = new AbortController()
  const seen = await Promise.race([
    serviceAnswers(core, spec, enough.signal),
    process.ended.then(code => `it ended with ${ending(code)}`),
  ]).finally(() => enough.abort())
  if (seen === null) return
  await endProcess(core.spawnerContext, process)
  await writePid(core, spec.name, null)
  throw new Refusal(
    504,
    `The service ${spec.name} does not come up at ${spec.url}: ${seen}. Its own output is above; its timeout is ${spec.timeout} seconds.`,
  )
}

function keepRunning(core: Core, spec: ServiceSpec, token: string, first: ServiceProcess): ManagedService {
  const stopping = new AbortController()
  const { clock } = core
  let current: ServiceProcess | null = first

  async function run(): Promise<void> {
    for (let pauseMs = firstPauseMs; current !== null; ) {
      const since = clock.monotonic()
      const code = await current.ended
      await endProcess(core.spawnerContext, current)
      current = null
      await writePid(core, spec.name, null)
      if (stopping.signal.aborted) return
      if (clock.monotonic() - since >= settledMs) pauseMs = firstPauseMs
      core.log.error(
        `The service ${spec.name} ended with ${ending(code)}; it is started again in ${pauseMs / 1000} seconds`,
      )
      while (current === null && (await pause(pauseMs))) {
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
        current = await again()
      }
    }
  }

  /** False when the hub stops meanwhile. */
  const pause = (ms: number) =>
    clock.sleep(ms, stopping.signal).then(
      () => true,
      () => false,
    )

  async function again(): Promise<ServiceProcess | null> {
    try {
      const process = await startServiceProcess(core, spec, token)
      if (stopping.signal.aborted) await endProcess(core.spawnerContext, process)
      return process
    } catch (cause) {
      core.log.error(`The service ${spec.name} did not start again; it is tried once more later`, { cause })
      return null
    }
  }

  const running = run().catch(cause =>
    core.log.error(`The service ${spec.name} is watched no longer: restart the hub`, { cause }),
  )
  return {
    async stop() {
      stopping.abort()
      if (current !== null) await endProcess(core.spawnerContext, current)
      await running
    },
  }
}

function ending(code: number | null): string {
  return code === null ? "a signal" : `exit status ${code}`
}
