/** What is asked of Slurm for a run, as data, and the one function that makes an argv of it. Pure. */
import type { Run } from "../../hub/plugin/spawner.ts"
import type { SlurmSettings } from "./settings.ts"
import { splitWords } from "./shell-words.ts"
import { formatWalltime } from "./walltime.ts"

export interface JobSpec {
  /** The run's id: a hub that was killed finds its job by it. */
  readonly name: string
  readonly partition: string
  readonly account: string
  readonly qos: string
  readonly reservation: string
  readonly cluster: string
  readonly gres: string
  readonly cpus: string
  readonly memory: string
  readonly time: string
  /** Where the job starts and what it writes to; empty leaves both to the site's own script. */
  readonly home: string
  readonly log: string
  /** Further words of the site. */
  readonly options: readonly string[]
}

/** The run's demand, then its queue, then the site's req_* traits: a person's text is in none of them. */
export function jobSpec(run: Run, settings: SlurmSettings, place: { home: string; log: string }): JobSpec {
  const { demand, queue } = run
  const { req } = settings
  return {
    name: run.id,
    partition: queue?.partition ?? req.partition,
    account: queue?.account ?? req.account,
    qos: queue?.qos ?? req.qos,
    reservation: req.reservation,
    cluster: req.cluster,
    gres: gres(demand.gpus, demand.gpuType, req.gres),
    cpus: String(demand.cpus ?? req.nprocs),
    memory: demand.memoryMb === null ? req.memory : `${demand.memoryMb}M`,
    time: demand.walltimeMinutes === null ? req.runtime : formatWalltime(demand.walltimeMinutes),
    home: place.home,
    log: place.log,
    options: splitWords(req.options),
  }
}

/** `submit` is the site's command, `sbatch --parsable` as a rule; each option is one word, so that none can become two. */
export function submitArgv(submit: readonly string[], spec: JobSpec, environment: "NIL" | "NONE"): readonly string[] {
  return [
    ...submit,
    ...spec.options,
    `--job-name=${spec.name}`,
    ...given("--partition", spec.partition),
    ...given("--account", spec.account),
    ...given("--qos", spec.qos),
    ...given("--reservation", spec.reservation),
    ...given("--clusters", spec.cluster),
    ...given("--gres", spec.gres),
    ...given("--cpus-per-task", spec.cpus),
    ...given("--mem", spec.memory),
    ...given("--time", spec.time),
    ...given("--chdir", spec.home),
    // Slurm reads % in the name of the log as a placeholder.
    ...given("--output", spec.log.replaceAll("%", "%%")),
    // Nothing of the submit's environment goes along, nor into the accounting. NONE makes a login environment on
    // the node, which a site's own script may count on and which takes its time.
    `--export=${environment}`,
    // A second start under the same job id would answer to a token that may be gone.
    "--no-requeue",
  ]
}

function given(option: string, value: string): readonly string[] {
  return value === "" ? [] : [`${option}=${value}`]
}

function gres(gpus: number, type: string | null, site: string): string {
  if (gpus === 0) return site
  const others = site.split(",").filter(part => part !== "" && !/^(gres[/:])?gpu\b/.test(part))
  return [type === null ? `gpu:${gpus}` : `gpu:${type}:${gpus}`, ...others].join(",")
}
