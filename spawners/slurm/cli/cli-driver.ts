/** Slurm asked by its commands, 22.05 to 26.05: as the person for what is theirs, by the hub's own account for the rest. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { JobOwner, SlurmDriver } from "../driver.ts"
import type { SlurmSettings } from "../settings.ts"
import { userPrefix } from "../user-prefix.ts"
import { cancel } from "./cancel.ts"
import { logFile } from "./log-file.ts"
import { nodeAddresses } from "./node-addresses.ts"
import { sacct } from "./sacct.ts"
import { squeue } from "./squeue.ts"
import { submit } from "./submit.ts"
import { submitArgv } from "./submit-argv.ts"

export function cliDriver(settings: SlurmSettings, context: PluginContext): SlurmDriver {
  const service = settings.servicePrefix
  const as = (owner: JobOwner) => userPrefix(settings, owner)
  return {
    submit: ({ spec, script }, owner) => submit(context, [...as(owner), ...submitArgv(spec, settings, owner)], script),
    jobs: (by, keys, viewer) => squeue(context, viewer ? as(viewer) : service, by === "id" ? "jobs" : "name", keys),
    accounted: ids => sacct(context, service, ids),
    cancel: (job, owner) => cancel(job, owner, settings, context),
    nodeAddresses: nodes => nodeAddresses(nodes, service, context),
    logFile: id => logFile(id, service, context),
  }
}
