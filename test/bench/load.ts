/** Load on one URL by wrk: 16 connections for some seconds, every answer checked to be a success. */
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

const warmUpSeconds = 3

export interface Load {
  readonly url: string
  readonly token: string
  readonly seconds: number
  readonly folder: string
  /** Seconds, of whatever kind the rate is counted in. */
  readonly clock: () => number
  /** Lua that defines request(); the default is to GET the URL. */
  readonly script?: string
}

/** Requests a second; null when any answer was no success, or there was none. */
export async function requestsPerSecond(load: Load): Promise<number | null> {
  const file = join(load.folder, "load.lua")
  writeFileSync(
    file,
    `wrk.headers["Authorization"] = "token ${load.token}"
${load.script ?? ""}
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d\\n", summary.requests, bad))
end
`,
    { mode: 0o600 },
  )
  const wrk = (seconds: number) =>
    run("wrk", ["-t1", "-c16", `-d${seconds}s`, "--timeout", "60s", "-s", file, load.url])
  // Both hubs are measured warm: a hub runs for weeks, its first seconds are another row.
  await wrk(warmUpSeconds)
  const began = load.clock()
  const { stdout } = await wrk(load.seconds)
  const took = load.clock() - began
  const [, requests = "", bad = ""] = /^RESULT (\S+) (\S+)$/m.exec(stdout) ?? []
  return bad === "0" && Number(requests) > 0 && took > 0 ? Number(requests) / took : null
}

/** A POST of another person's activity, and another time, with every request. */
export function activityScript(people: number): string {
  return `local n = 0
request = function()
  n = n + 1
  local path = string.format("/hub/api/users/person%06d/activity", n % ${people})
  local time = string.format("2026-11-23T%02d:%02d:%02d.000Z", math.floor(n / 3600) % 24, math.floor(n / 60) % 60, n % 60)
  return wrk.format("POST", path, {["Content-Type"] = "application/json", ["Authorization"] = wrk.headers["Authorization"]},
    string.format('{"last_activity": "%s"}', time))
end`
}
