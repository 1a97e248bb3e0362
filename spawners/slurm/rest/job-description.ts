/** A job as slurmrestd takes it: the counterpart of the words of sbatch. Pure. */
import { Fault } from "../../../hub/plugin/errors.ts"
import type { JobOwner, Submission } from "../driver.ts"
import { directives, sbatchFields } from "./sbatch-options.ts"
import type { Fields } from "./values.ts"

export function jobDescription({ spec, script }: Submission, owner: JobOwner, now: Date): Fields {
  if (spec.cluster !== "") throw new Fault(500, "req_cluster has no meaning over REST: rest_url names the cluster")
  const given = (option: string, value: string) => (value === "" ? [] : [`--${option}=${value}`])
  const own = [
    `--job-name=${spec.name}`,
    ...given("partition", spec.partition),
    ...given("account", spec.account),
    ...given("qos", spec.qos),
    ...given("nice", spec.nice ?? ""),
    ...given("reservation", spec.reservation),
    ...given("nodes", spec.nodes),
    ...given("gres", spec.gres),
    ...given("cpus-per-task", spec.cpus),
    ...given("mem", spec.memory),
    ...given("time", spec.time),
    ...(spec.warnSeconds ? [`--signal=B:TERM@${spec.warnSeconds}`] : []),
    ...given("chdir", spec.home),
    // Slurm reads % in the name of the log as a placeholder.
    ...given("output", spec.log.replaceAll("%", "%%")),
  ]
  return {
    // Slurm wants a folder; for a site's own script it is where sbatch would have been called.
    current_working_directory: owner.home,
    ...sbatchFields(directives(script), now),
    ...sbatchFields(spec.options, now),
    ...sbatchFields(own, now),
    // Slurm wants at least one variable. The second makes a login environment on the node.
    environment: [path, ...(spec.environment === "login" ? ["SLURM_GET_USER_ENV=1"] : [])],
    // A second start under the same job id would answer to a token that may be gone.
    requeue: false,
    script,
  }
}

const path = "PATH=/usr/local/bin:/usr/bin:/bin"
