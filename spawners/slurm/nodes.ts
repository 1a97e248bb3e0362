/** Where nodes are reached: the address that Slurm itself uses. Asked once a node, several in a call. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { ask } from "./ask.ts"
import type { SlurmSettings } from "./settings.ts"

export interface NodeAddresses {
  /** Host to reach each node by; a node whose address could not be learned is left out. */
  of(names: readonly string[], settings: SlurmSettings, context: PluginContext): Promise<ReadonlyMap<string, string>>
}

const keepMs = 10 * 60_000
const nodeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/

export function createNodeAddresses(): NodeAddresses {
  const known = new Map<string, { readonly host: string; readonly until: number }>()
  return {
    async of(names, settings, context) {
      const valid = [...new Set(names)].filter(name => nodeName.test(name))
      if (settings.nodeDomain !== "") return new Map(valid.map(name => [name, withDomain(name, settings.nodeDomain)]))
      const now = context.clock.now().getTime()
      const unseen = valid.filter(name => (known.get(name)?.until ?? 0) <= now)
      for (const [name, host] of await lookUp(unseen, settings, context)) known.set(name, { host, until: now + keepMs })
      return new Map(valid.flatMap(name => [[name, known.get(name)?.host] as const]).filter(hasHost))
    },
  }
}

async function lookUp(
  names: readonly string[],
  settings: SlurmSettings,
  context: PluginContext,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map()
  const argv = [...settings.servicePrefix, "scontrol", "--oneliner", "show", "node", names.join(",")]
  try {
    const lines = await ask(context, argv, "scontrol")
    return new Map(lines.map(parseLine).filter(pair => pair !== null))
  } catch (error) {
    context.log.warn("the addresses of nodes could not be asked for", { nodes: names, error: String(error) })
    return new Map()
  }
}

function parseLine(line: string): readonly [string, string] | null {
  const name = /(?:^|\s)NodeName=(\S+)/.exec(line)?.[1]
  const address = /\sNodeAddr=(\S+)/.exec(line)?.[1]
  return name !== undefined && address !== undefined && /^[A-Za-z0-9.:_-]{1,253}$/.test(address)
    ? [name, address]
    : null
}

function withDomain(name: string, domain: string): string {
  return `${name}.${domain.replace(/^\.+/, "")}`
}

function hasHost(pair: readonly [string, string | undefined]): pair is readonly [string, string] {
  return pair[1] !== undefined
}
