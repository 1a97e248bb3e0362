/** The real configurable-http-proxy for tests: on free ports, in a folder of the test's, ended with it. */
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Test } from "tap"
import { systemClock } from "../../hub/core/clock.ts"
import { startDaemon } from "../../hub/core/exec.ts"
import { processes } from "../../hub/core/processes.ts"
import { createLog } from "../../hub/observe/log.ts"
import { createMetrics } from "../../hub/observe/metrics.ts"
import { configurableHttpProxy } from "../../hub/proxy/chp.ts"
import { testConfig } from "./config.ts"
import { freePorts } from "./ports.ts"
import { proxyCommand } from "./proxy-command.ts"

export interface ProxyPlace {
  readonly folder: string
  readonly traits: Record<string, unknown>
  readonly url: string
  readonly pidFile: string
}

export async function proxyPlace(t: Test): Promise<ProxyPlace> {
  const folder = t.testdir()
  const [port, api] = await freePorts(2)
  return {
    folder,
    url: `http://127.0.0.1:${port}`,
    pidFile: join(folder, "jupyterhub-proxy.pid"),
    traits: {
      "JupyterHub.bind_url": `http://127.0.0.1:${port}/`,
      "ConfigurableHTTPProxy.api_url": `http://127.0.0.1:${api}`,
      "ConfigurableHTTPProxy.check_running_interval": 1,
      "ConfigurableHTTPProxy.command": proxyCommand,
    },
  }
}

export async function proxyAt(
  t: Test,
  place: ProxyPlace,
  onRestart = async () => {},
  traits: ProxyPlace["traits"] = {},
  watched = true,
) {
  const lines: string[] = []
  const metrics = createMetrics()
  const proxy = configurableHttpProxy({
    config: await testConfig(place.folder, { ...place.traits, ...traits }),
    clock: systemClock,
    log: createLog("debug", { write: line => void lines.push(line) }),
    startDaemon: async (argv, options) => {
      const daemon = await startDaemon(argv, { ...options, logFile: "/dev/null" })
      return watched ? daemon : { ...daemon, ended: new Promise(() => {}) }
    },
    processes,
    hubUrl: "http://127.0.0.1:9/hub/",
    onRestart,
    metrics,
  })
  t.teardown(async () => {
    await proxy.stop()
    if (!t.passing()) t.comment(lines.join(""))
  })
  return { proxy, metrics, log: () => lines.join("") }
}

export function pidOf(place: ProxyPlace): number {
  return Number(readFileSync(place.pidFile, "utf8"))
}

export async function backend(t: Test, text: string): Promise<string> {
  const server = createServer((request, response) => response.end(`${text} ${request.url}`))
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => new Promise(resolve => server.close(resolve).closeAllConnections()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
