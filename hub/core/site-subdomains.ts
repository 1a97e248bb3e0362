/** Hosts of people's servers and of services by a function of the site, `JupyterHub.subdomain_hook(name, domain, kind)`. */
import type { Config } from "../config/config.ts"
import { Fault } from "../plugin/errors.ts"
import type { Core } from "./core.ts"

export type HostKind = "user" | "service"

/**
 * Asks the function for these names, each once: links are made in many places, where nobody can wait for Python. To be
 * called wherever a name is new to this process. Throws a Fault for what is no host.
 */
export async function learnSubdomains(
  core: Pick<Core, "config" | "spawnerContext">,
  kind: HostKind,
  names: readonly string[],
): Promise<void> {
  const { config, spawnerContext } = core
  const hook = config.hook("JupyterHub.subdomain_hook")
  if (hook === null || config.get("JupyterHub.subdomain_host") === "") return
  const hosts = learned(config)
  const domain = parentDomain(config, kind)
  const fresh = names.filter(name => !hosts.has(key(kind, name)))
  for (let at = 0; at < fresh.length; at += atOnce) {
    await Promise.all(
      fresh.slice(at, at + atOnce).map(async name => {
        const host = await spawnerContext.call(hook, [name, domain], { kind })
        hosts.set(key(kind, name), checked(host, hook.repr, name))
      }),
    )
  }
}

/** What the function said; null for a name that another program has brought in, until it is learned. */
export function siteSubdomain(config: Config, kind: HostKind, name: string): string | null {
  return learned(config).get(key(kind, name)) ?? null
}

/** As in JupyterHub: users stand below the public host, services below the host of subdomains. */
export function parentDomain(config: Config, kind: HostKind): string {
  const host = config.get("JupyterHub.subdomain_host")
  return new URL(kind === "user" ? config.get("JupyterHub.public_url") || host : host).hostname
}

/** Lines of JSON that are on their way to Python at a time. */
const atOnce = 500

function key(kind: HostKind, name: string): string {
  return `${kind}:${name}`
}

function checked(host: unknown, repr: string, name: string): string {
  const text = typeof host === "string" ? host.toLowerCase() : ""
  // It becomes a part of routes and links, where a slash or a port would make it another address.
  if (/^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(text) && text.length <= 253) return text
  throw new Fault(500, `The ${repr} (JupyterHub.subdomain_hook) must give a host name for ${JSON.stringify(name)}`)
}

function learned(config: Config): Map<string, string> {
  const known = hosts.get(config)
  if (known) return known
  const fresh = new Map<string, string>()
  hosts.set(config, fresh)
  return fresh
}

const hosts = new WeakMap<Config, Map<string, string>>()
