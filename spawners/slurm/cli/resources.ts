/** What the cluster has and what of it is free, by scontrol. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { NodeResources, PartitionInfo, Resources } from "../../../hub/plugin/scheduler.ts"
import { nodeGpus } from "../gres.ts"
import { isUsable, nodeStates } from "../node-states.ts"
import { parseWalltime } from "../walltime.ts"
import { ask } from "./ask.ts"
import { field, listField, numberField } from "./field.ts"

export async function resources(prefix: readonly string[], context: PluginContext): Promise<Resources> {
  const show = (words: readonly string[]) =>
    ask(context, [...prefix, "scontrol", "--all", "--oneliner", ...words], "scontrol")
  // Only with --details it says how many GPUs are in use.
  const [nodes, partitions] = await Promise.all([show(["--details", "show", "node"]), show(["show", "partition"])])
  return {
    nodes: nodes.filter(line => field(line, "NodeName") !== "").map(node),
    partitions: partitions.filter(line => field(line, "PartitionName") !== "").map(partition),
  }
}

function node(line: string): NodeResources {
  const states = nodeStates(field(line, "State"))
  return {
    name: field(line, "NodeName"),
    partitions: listField(line, "Partitions"),
    states,
    usable: isUsable(states),
    // Without the cores that are kept for the system, where Slurm tells these (22.05 and later).
    cpus: numberField(line, "CPUEfctv") || numberField(line, "CPUTot"),
    cpusUsed: numberField(line, "CPUAlloc"),
    memoryMb: numberField(line, "RealMemory"),
    memoryMbUsed: numberField(line, "AllocMem"),
    gpus: nodeGpus(field(line, "Gres"), field(line, "GresUsed")),
  }
}

function partition(line: string): PartitionInfo {
  return {
    name: field(line, "PartitionName"),
    isUp: field(line, "State") === "UP",
    isDefault: field(line, "Default") === "YES",
    maxMinutes: parseWalltime(field(line, "MaxTime")),
    tier: numberField(line, "PriorityTier"),
  }
}
