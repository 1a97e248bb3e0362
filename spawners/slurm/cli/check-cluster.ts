/** Whether jobs go to the cluster that is asked about them: of a job elsewhere squeue says that there is none. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault } from "../../../hub/plugin/errors.ts"
import { ask } from "./ask.ts"

/** `cluster` is the site's `req_cluster`; empty is the cluster of the commands. Throws Fault 500 for another one. */
export async function checkCluster(cluster: string, prefix: readonly string[], context: PluginContext): Promise<void> {
  if (cluster === "") return
  const lines = await ask(context, [...prefix, "scontrol", "show", "config"], "scontrol")
  const own = lines.map(line => /^ClusterName\s*=\s*(\S+)/.exec(line)?.[1]).find(name => name !== undefined)
  if (own?.toLowerCase() === cluster.toLowerCase()) return
  throw new Fault(
    500,
    `c.SlurmSpawner.req_cluster sends jobs to the cluster ${cluster}, but the commands of this hub ask ${own ?? "another one"} about them. Leave it empty, and let c.SlurmSpawner.exec_prefix and service_prefix lead to a host of that cluster.`,
  )
}
