/** The addresses of nodes, by scontrol. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { ask } from "./ask.ts"

export async function nodeAddresses(
  names: readonly string[],
  prefix: readonly string[],
  context: PluginContext,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map()
  const lines = await ask(context, [...prefix, "scontrol", "--oneliner", "show", "node", names.join(",")], "scontrol")
  return new Map(lines.map(parseLine).filter(pair => pair !== null))
}

function parseLine(line: string): readonly [string, string] | null {
  const name = /(?:^|\s)NodeName=(\S+)/.exec(line)?.[1]
  const address = /\sNodeAddr=(\S+)/.exec(line)?.[1]
  return name !== undefined && address !== undefined && /^[A-Za-z0-9.:_-]{1,253}$/.test(address)
    ? [name, address]
    : null
}
