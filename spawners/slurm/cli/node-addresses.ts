/** The addresses of nodes, by scontrol. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { ask } from "./ask.ts"

/** What scontrol says of a name that it does not know, on its standard output; it ends with 1 then. */
const unknown = /^Node \S+ not found$/

/** A node that Slurm does not know is left out, and keeps no other from being told. */
export async function nodeAddresses(
  names: readonly string[],
  prefix: readonly string[],
  context: PluginContext,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map()
  const argv = [...prefix, "scontrol", "--all", "--oneliner", "show", "node", names.join(",")]
  const lines = await ask(context, argv, "scontrol", undefined, line => unknown.test(line) || parseLine(line) !== null)
  const missing = lines.filter(line => unknown.test(line))
  if (missing.length > 0) context.log.warn("Slurm does not know nodes on which it runs jobs", { said: missing })
  return new Map(lines.map(parseLine).filter(pair => pair !== null))
}

function parseLine(line: string): readonly [string, string] | null {
  const name = /(?:^|\s)NodeName=(\S+)/.exec(line)?.[1]
  const address = /\sNodeAddr=(\S+)/.exec(line)?.[1]
  return name !== undefined && address !== undefined && /^[A-Za-z0-9.:_-]{1,253}$/.test(address)
    ? [name, address]
    : null
}
