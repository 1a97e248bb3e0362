/** The host below which servers have subdomains, in full, and the rule that makes their names. */
import { ConfigError } from "./config-error.ts"
import { isRef } from "./kinds.ts"
import type { Values } from "./values.ts"

export function deriveSubdomains(values: Values, warnings: string[]): void {
  const given = values.get("JupyterHub.subdomain_host")
  if (given === "") return
  const url = given.includes("://") ? given : `https://${given}`
  if (url !== given) warnings.push(`c.JupyterHub.subdomain_host lacks the protocol: the hub takes ${url}`)
  const { pathname = "", origin } = URL.canParse(url) ? new URL(url) : {}
  if (origin === undefined || !/^https?:/.test(url) || pathname !== "/") {
    throw new ConfigError(
      `c.JupyterHub.subdomain_host is "${given}", which must be a host such as https://hub.example.org, without a path`,
    )
  }
  values.put("JupyterHub.subdomain_host", origin)
  checkRule(values.get("JupyterHub.subdomain_hook"), warnings)
}

function checkRule(rule: unknown, warnings: string[]): void {
  if (rule === "idna") return
  if (rule === "legacy") {
    warnings.push(`c.JupyterHub.subdomain_hook: "legacy" is deprecated, "idna" makes valid names of all users`)
  } else if (!isRef(rule)) {
    throw new ConfigError(
      `c.JupyterHub.subdomain_hook must be "idna", "legacy" or a function, got ${JSON.stringify(rule)}`,
    )
  }
}
