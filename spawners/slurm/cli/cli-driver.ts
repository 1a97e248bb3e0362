/** Slurm asked by its commands, 22.05 to 26.05: as the person for what is theirs, by the hub's own account for the rest. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { JobOwner, SlurmDriver } from "../driver.ts"
import { youngestLive } from "../find.ts"
import type { SlurmSettings } from "../settings.ts"
import { userPrefix } from "../user-prefix.ts"
import { bookedJobs, leaveReservation } from "./booked-jobs.ts"
import { cancel, endSoftly } from "./cancel.ts"
import { checkCluster } from "./check-cluster.ts"
import { estimate } from "./estimate.ts"
import { jobNodes } from "./job-nodes.ts"
import { logFile } from "./log-file.ts"
import { nodeAddresses } from "./node-addresses.ts"
import { createReservation, deleteReservation, reservations, updateReservation } from "./reservations.ts"
import { resources } from "./resources.ts"
import { running } from "./running.ts"
import { sacct } from "./sacct.ts"
import { squeue } from "./squeue.ts"
import { submit } from "./submit.ts"
import { submitArgv } from "./submit-argv.ts"
import { setTimeLimit } from "./time-limit.ts"
import { waiting } from "./waiting.ts"

export function cliDriver(settings: SlurmSettings, context: PluginContext): SlurmDriver {
  const service = settings.servicePrefix
  const as = (owner: JobOwner) => userPrefix(settings, owner)
  return {
    async submit({ spec, script }, owner) {
      await checkCluster(spec.cluster, service, context)
      const find = async () => {
        const jobs = await squeue(context, as(owner), "name", [spec.name])
        return youngestLive(jobs.values(), spec.name, owner.name)?.id ?? null
      }
      return submit(context, [...as(owner), ...submitArgv(spec, settings, owner)], script, find)
    },
    jobs: (by, keys, viewer) => squeue(context, viewer ? as(viewer) : service, by === "id" ? "jobs" : "name", keys),
    estimate: ({ spec, script }, owner) =>
      estimate(context, [...as(owner), ...submitArgv(spec, settings, owner), "--test-only"], script),
    accounted: ids => sacct(context, service, ids),
    cancel: (job, owner) => cancel(job, owner, settings, context),
    endSoftly: (id, owner) => endSoftly(id, owner, settings, context),
    nodeAddresses: nodes => nodeAddresses(nodes, service, context),
    resources: () => resources(service, context),
    waiting: partition => waiting(partition, service, context),
    running: () => running(service, context),
    jobNodes: id => jobNodes(id, service, context),
    setTimeLimit: (id, minutes) => setTimeLimit(id, minutes, service, context),
    reservations: () => reservations(service, context),
    createReservation: request => createReservation(request, service, context),
    updateReservation: (name, changes) => updateReservation(name, changes, service, context),
    deleteReservation: name => deleteReservation(name, service, context),
    bookedJobs: name => bookedJobs(name, service, context),
    leaveReservation: id => leaveReservation(id, service, context),
    logFile: id => logFile(id, service, context),
  }
}
