/** Where nodes are reached: the address that Slurm itself uses. Asked once a node, several in a call. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import type { SlurmDriver } from "./driver.ts"

type Hosts = ReadonlyMap<string, string>

export interface NodeAddresses {
  /** `domain` is appended to the names, unless it is empty. Host to reach each node by; a node whose address could not be learned is left out. */
  of(names: readonly string[], domain: string, driver: SlurmDriver, context: PluginContext): Promise<Hosts>
}

const keepMs = 10 * 60_000
/** For so long a node without an address is not asked for again. */
const keepUnknownMs = 30_000
const nodeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/

export function createNodeAddresses(): NodeAddresses {
  const known = new Map<string, { readonly host: string | undefined; readonly until: number }>()
  return {
    async of(names, domain, driver, context) {
      const valid = [...new Set(names)].filter(name => nodeName.test(name))
      if (domain !== "") return new Map(valid.map(name => [name, withDomain(name, domain)]))
      const now = context.clock.monotonic()
      const unseen = valid.filter(name => (known.get(name)?.until ?? 0) <= now)
      const found = await lookUp(unseen, driver, context)
      for (const name of found === null ? [] : unseen) {
        const host = found?.get(name)
        known.set(name, { host, until: now + (host === undefined ? keepUnknownMs : keepMs) })
      }
      return new Map(valid.flatMap(name => [[name, known.get(name)?.host] as const]).filter(hasHost))
    },
  }
}

/** Null when nobody answered. */
async function lookUp(names: readonly string[], driver: SlurmDriver, context: PluginContext): Promise<Hosts | null> {
  if (names.length === 0) return new Map()
  try {
    return await driver.nodeAddresses(names)
  } catch (error) {
    context.log.warn("the addresses of nodes could not be asked for", { nodes: names, error: String(error) })
    return null
  }
}

function withDomain(name: string, domain: string): string {
  return `${name}.${domain.replace(/^\.+/, "")}`
}

function hasHost(pair: readonly [string, string | undefined]): pair is readonly [string, string] {
  return pair[1] !== undefined
}
