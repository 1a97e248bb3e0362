/** Where a running server is: the URL that the hub asks, and the route by which the proxy sends people there. */
import type { Config } from "../../config/config.ts"
import type { RunRow } from "../../db/rows.ts"
import type { Route } from "../../plugin/proxy.ts"
import { serverRoutespec } from "../public-urls.ts"

/** `http://10.0.0.7:41235`, https with internal_ssl, or null while the host or the port is not known. */
export function serverTarget(config: Config, { host, port }: Pick<RunRow, "host" | "port">): string | null {
  if (host === null || host === "" || port === null) return null
  return `${serverProtocol(config)}://${host.includes(":") ? `[${host}]` : host}:${port}`
}

export function serverProtocol(config: Config): "http" | "https" {
  return config.get("JupyterHub.internal_ssl") ? "https" : "http"
}

export function serverRoute(config: Config, run: RunRow, target: string): Route {
  return {
    routespec: serverRoutespec(config, run.user_name, run.server_name),
    target,
    data: { user: run.user_name, server_name: run.server_name },
  }
}
