/** Nodes and partitions as slurmctld tells them over REST. Pure. */
import type { NodeResources, PartitionInfo } from "../../../hub/plugin/scheduler.ts"
import { nodeGpus } from "../gres.ts"
import { isUsable } from "../node-states.ts"
import { type Fields, fieldsOf, listOf, numberOf, rowsOf, textOf } from "./values.ts"

export function nodeResources(body: unknown): readonly NodeResources[] {
  return rowsOf(body, "nodes").map(node => {
    const states = listOf(node.state)
    return {
      name: textOf(node.name),
      partitions: listOf(node.partitions),
      states,
      usable: isUsable(states),
      cpus: numberOf(node.effective_cpus) || (numberOf(node.cpus) ?? 0),
      cpusUsed: numberOf(node.alloc_cpus) ?? 0,
      memoryMb: numberOf(node.real_memory) ?? 0,
      memoryMbUsed: numberOf(node.alloc_memory) ?? 0,
      gpus: nodeGpus(textOf(node.gres), textOf(node.gres_used)),
    }
  })
}

export function partitionInfos(body: unknown): readonly PartitionInfo[] {
  return rowsOf(body, "partitions").map(partition => ({
    name: textOf(partition.name),
    isUp: listOf(fieldsOf(partition.partition).state).includes("UP"),
    isDefault: isDefault(partition),
    maxMinutes: numberOf(fieldsOf(partition.maximums).time),
    tier: numberOf(fieldsOf(partition.priority).tier) ?? 0,
  }))
}

function isDefault(partition: Fields): boolean | null {
  return partition.flags === undefined ? null : listOf(partition.flags).includes("DEFAULT")
}
