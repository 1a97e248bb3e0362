/** The command line of the proxy, and the environment that it gets. */
import { accessSync, constants } from "node:fs"
import { createRequire } from "node:module"
import { delimiter, dirname, join } from "node:path"
import type { Config } from "../config/config.ts"
import { socketOf } from "./chp-client.ts"
import type { ProxyTls } from "./proxy-tls.ts"

/** `hubUrl` ends in `/hub/`. */
export function chpArgv(config: Config, hubUrl: string, tls?: ProxyTls): readonly string[] {
  const level = config.get("ConfigurableHTTPProxy.debug") ? "debug" : config.get("ConfigurableHTTPProxy.log_level")
  const key = config.get("JupyterHub.ssl_key")
  const cert = config.get("JupyterHub.ssl_cert")
  return [
    ...program(config.get("ConfigurableHTTPProxy.command"), config.env.PATH ?? ""),
    ...listen(config.get("JupyterHub.bind_url"), ["--socket", "--ip", "--port"]),
    ...listen(config.get("ConfigurableHTTPProxy.api_url"), ["--api-socket", "--api-ip", "--api-port"]),
    "--error-target",
    `${hubUrl}error`,
    "--log-level",
    level,
    ...(config.get("JupyterHub.subdomain_host") === "" ? [] : ["--host-routing"]),
    ...(key === "" ? [] : ["--ssl-key", key]),
    ...(cert === "" ? [] : ["--ssl-cert", cert]),
    ...(tls ? [...tlsOptions("api", tls.proxyApi), ...tlsOptions("client", tls.proxyClient)] : []),
  ]
}

/** Both ask who is there, and talk to nobody whom they do not know. */
function tlsOptions(side: "api" | "client", { key, cert, ca }: ProxyTls["proxyApi"]): string[] {
  const option = (name: string) => `--${side}-ssl-${name}`
  const files = [option("key"), key, option("cert"), cert, option("ca"), ca]
  return [...files, option("request-cert"), option("reject-unauthorized")]
}

/** What Node and the proxy itself read; nothing else of the hub's environment, such as its secrets. */
export function chpEnv(config: Config, authToken: string): Record<string, string> {
  const passed = Object.entries(config.env).filter(([name]) => passedOn.test(name))
  const path = [config.env.PATH, dirname(process.execPath)].filter(part => part).join(delimiter)
  return { ...Object.fromEntries(passed), PATH: path, CONFIGPROXY_AUTH_TOKEN: authToken } as Record<string, string>
}

const passedOn = /^(CONFIGPROXY_.*|NODE_(?!OPTIONS$).*|HOME|LANG|LC_.*|TZ|TMPDIR|SSL_CERT_FILE|SSL_CERT_DIR)$/

/** The site's own configurable-http-proxy where PATH has one, else the one that was installed with the hub. */
function program(command: readonly string[], path: string): readonly string[] {
  const [name = "", ...rest] = command
  if (name !== "configurable-http-proxy" || path.split(delimiter).some(folder => runs(join(folder, name))))
    return command
  const manifest = createRequire(import.meta.url).resolve("configurable-http-proxy/package.json")
  return [process.execPath, join(dirname(manifest), "bin", "configurable-http-proxy"), ...rest]
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function listen(url: string, [socketOption, ipOption, portOption]: readonly [string, string, string]): string[] {
  const socket = socketOf(url)
  if (socket !== null) return [socketOption, socket]
  const { ip, port } = hostAndPort(url)
  return [ipOption, ip, portOption, String(port)]
}

/** The host may be missing, as in `http://:8000`, which no URL parser takes. */
export function hostAndPort(url: string): { ip: string; port: number } {
  const [, protocol, host = "", port] = /^(https?):\/\/(\[[^\]]*\]|[^/:]*)(?::(\d+))?/.exec(url) ?? []
  const usual = protocol === "https" ? 443 : 80
  return { ip: host.replace(/^\[|\]$/g, ""), port: port === undefined ? usual : Number(port) }
}
