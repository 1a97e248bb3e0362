/** The version of the API that a slurmrestd speaks: the newest that both sides know. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault } from "../../../hub/plugin/errors.ts"
import { type Cache, createCache } from "../cache.ts"
import type { JsonAnswer } from "./http-json.ts"

/** 23.11 has 40, 24.05 41, 24.11 42, 25.05 43, 25.11 44, 26.05 45; each slurmrestd also speaks some before its own. */
const known = ["0.0.45", "0.0.44", "0.0.43", "0.0.42", "0.0.41", "0.0.40"] as const

/** A site that updates Slurm need not restart the hub. */
const keepMs = 10 * 60_000

export type Ping = (version: string) => Promise<JsonAnswer>

export interface Versions {
  /** Such as `0.0.42`; `wanted` is the site's own choice, empty for none. */
  of(url: string, wanted: string, ping: Ping, context: PluginContext): Promise<string>
  /** Whether the slurmrestd has something at `path`: all but a 404 is a yes. */
  served(url: string, path: string, ask: () => Promise<JsonAnswer>, context: PluginContext): Promise<boolean>
}

export function createVersions(): Versions {
  const found: Cache<string> = createCache(keepMs)
  const paths: Cache<boolean> = createCache(keepMs)
  return {
    async of(url, wanted, ping, context) {
      if (wanted !== "") return checked(wanted)
      return found.get(context.clock, url, () => newest(url, ping))
    },
    served: (url, path, ask, context) =>
      paths.get(context.clock, `${url} ${path}`, async () => (await ask()).status !== 404),
  }
}

async function newest(url: string, ping: Ping): Promise<string> {
  for (const version of known) {
    const { status } = await ping(version)
    if (status === 200) return version
    // 404 is a version that it does not speak; anything else is no answer to that question.
    if (status !== 404)
      throw new Fault(503, `slurmrestd at ${url} answers with HTTP ${status} to a ping. Try again in a moment.`, {
        code: "slurm-unreachable",
      })
  }
  throw new Fault(500, `slurmrestd at ${url} speaks none of the versions ${known.at(-1)} to ${known[0]}`)
}

function checked(wanted: string): string {
  const version = /^v?(0\.0\.\d{2})$/.exec(wanted.trim())?.[1]
  if (version !== undefined) return version
  throw new Fault(500, `SlurmSpawner.rest_version is ${JSON.stringify(wanted)}: it has to be like 0.0.42, or empty`)
}

/** Whether a version is at least another, such as 0.0.43. */
export function isAtLeast(version: string, least: string): boolean {
  return Number(version.split(".")[2]) >= Number(least.split(".")[2])
}
