/** The proxy plugin for configurable-http-proxy: a process of the hub's, or an external one. */
import { randomBytes } from "node:crypto"
import type { Metrics } from "../observe/metrics.ts"
import { Refusal } from "../plugin/errors.ts"
import type { OwnConnections } from "../plugin/own-connections.ts"
import type { Proxy as ProxyPlugin, Route, RouteData } from "../plugin/proxy.ts"
import { createChpClient } from "./chp-client.ts"
import { type ChpParts, createChpProcess } from "./chp-process.ts"
import { fromChpPath, toChpPath } from "./routespec.ts"

interface ChpProxyParts extends ChpParts {
  /** What the site says of the hub's own requests. */
  readonly connections?: OwnConnections
  readonly metrics: Pick<Metrics, "proxyPollDuration" | "proxyAddDuration" | "proxyDeleteDuration">
}

export function configurableHttpProxy(parts: ChpProxyParts): ProxyPlugin {
  const { config, clock, metrics } = parts
  const log = parts.log.child("Proxy")
  const hostRouting = config.get("JupyterHub.subdomain_host") !== ""
  const owned = config.get("Proxy.should_start")
  let address = { apiUrl: config.get("ConfigurableHTTPProxy.api_url"), authToken: tokenOf(config) }
  const client = createChpClient({
    clock,
    log,
    concurrency: config.get("ConfigurableHTTPProxy.concurrency"),
    ...(parts.tls ? { tls: parts.tls } : {}),
    ...(parts.connections ? { connections: parts.connections } : {}),
    address: () => address,
  })
  const child = createChpProcess({ ...parts, log }, client, () => address.authToken)

  /** Observes how long it took, under the label status where the metric has it. */
  const timed = async <T>(done: (status: "success" | "failure", seconds: number) => void, work: () => Promise<T>) => {
    const start = clock.monotonic()
    const seconds = () => (clock.monotonic() - start) / 1000
    try {
      const result = await work()
      done("success", seconds())
      return result
    } catch (error) {
      done("failure", seconds())
      throw error
    }
  }

  return {
    name: "configurable-http-proxy",
    async start() {
      if (owned) await child.start()
      await client.list()
    },
    stop: async () => (owned ? child.stop() : undefined),
    addRoute: (routespec, target, data) =>
      timed(
        (status, seconds) => metrics.proxyAddDuration.observe({ status }, seconds),
        () => client.add(toChpPath(routespec, hostRouting), { ...data, target, jupyterhub: true }),
      ),
    deleteRoute: routespec =>
      timed(
        (status, seconds) => metrics.proxyDeleteDuration.observe({ status }, seconds),
        () => client.remove(toChpPath(routespec, hostRouting)),
      ),
    listRoutes: () =>
      timed(
        (_status, seconds) => metrics.proxyPollDuration.observe(seconds),
        async () =>
          Object.entries(await client.list())
            .filter(([, stored]) => "jupyterhub" in stored)
            .map(([path, stored]) => toRoute(fromChpPath(path, hostRouting), stored)),
      ),
    relocate(to) {
      address = { apiUrl: to.apiUrl ?? address.apiUrl, authToken: to.authToken ?? address.authToken }
    },
  }
}

function toRoute(routespec: string, stored: Readonly<Record<string, unknown>>): Route {
  const { target, last_activity, ...data } = stored
  const seen = typeof last_activity === "string" ? new Date(last_activity) : null
  return {
    routespec,
    target: String(target),
    data: data as RouteData,
    ...(seen === null || Number.isNaN(seen.getTime()) ? {} : { lastActivity: seen }),
  }
}

/** An external proxy was started with a token that the hub has to know; for its own, the hub makes one. */
function tokenOf(config: ChpParts["config"]): string {
  const token = config.get("ConfigurableHTTPProxy.auth_token")
  if (token !== "") return token
  if (config.get("Proxy.should_start")) return randomBytes(32).toString("hex")
  throw new Refusal(
    400,
    "Proxy.should_start is False, so ConfigurableHTTPProxy.auth_token (or the variable CONFIGPROXY_AUTH_TOKEN) has to be the token that the proxy was started with",
  )
}
