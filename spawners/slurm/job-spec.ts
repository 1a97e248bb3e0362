/** What is asked of Slurm for a run, as data: the drivers make words of sbatch or a description for REST of it. Pure. */
import type { Run } from "../../hub/plugin/spawner.ts"
import { formatWalltime } from "../../hub/plugin/walltime.ts"
import type { SlurmSettings } from "./settings.ts"
import { splitWords } from "./shell-words.ts"

export interface JobSpec {
  /** The run's id: a hub that was killed finds its job by it. */
  readonly name: string
  readonly partition: string
  readonly account: string
  readonly qos: string
  /** Slurm's nice value; absent or empty leaves it to Slurm. */
  readonly nice?: string
  readonly reservation: string
  readonly cluster: string
  /** How many; empty for one. */
  readonly nodes: string
  /** On each node, as are the CPUs and the memory. */
  readonly gres: string
  readonly cpus: string
  readonly memory: string
  readonly time: string
  /** So many seconds before its time limit the batch script gets a SIGTERM; absent is never. */
  readonly warnSeconds?: number
  /** Where the job starts and what it writes to; empty leaves both to the site's own script. */
  readonly home: string
  readonly log: string
  /** `login` makes a login environment on the node, which a site's own script may count on and which takes its time. */
  readonly environment: "none" | "login"
  /** Further words of the site. */
  readonly options: readonly string[]
}

/** The run's demand, then its queue, then the site's req_* traits: a person's text is in none of them. */
export function jobSpec(
  run: Run,
  settings: SlurmSettings,
  place: Pick<JobSpec, "home" | "log" | "environment">,
): JobSpec {
  const { demand, queue } = run
  const { req } = settings
  const nodes = demand.nodes ?? 1
  return {
    name: run.id,
    partition: queue?.partition ?? req.partition,
    account: demand.account ?? queue?.account ?? req.account,
    qos: queue?.qos ?? demand.qos ?? req.qos,
    nice: demand.nice === undefined ? "" : String(demand.nice),
    reservation: demand.reservation ?? req.reservation,
    cluster: req.cluster,
    nodes: nodes === 1 ? "" : String(nodes),
    gres: gres(demand.gpus / nodes, demand.gpuType, req.gres),
    cpus: String(demand.cpus ?? req.nprocs),
    memory: demand.memoryMb === null ? req.memory : `${demand.memoryMb}M`,
    time: demand.walltimeMinutes === null ? req.runtime : formatWalltime(demand.walltimeMinutes),
    ...warning(run, settings.stageOutSeconds),
    ...place,
    options: splitWords(req.options),
  }
}

/** Shards of GPUs are a resource of their own, not a type of GPU; a slice (MIG) is a type. */
function gres(gpus: number, type: string | null, site: string): string {
  if (gpus === 0) return site
  const others = site.split(",").filter(part => part !== "" && !/^(gres[/:])?gpu\b/.test(part))
  if (type === "shard") return [`shard:${gpus}`, ...others].join(",")
  return [type === null ? `gpu:${gpus}` : `gpu:${type}:${gpus}`, ...others].join(",")
}

/** Who copies files out needs time for it before the limit: not more than half of what there is. */
function warning({ userOptions, demand }: Run, seconds: number): Pick<JobSpec, "warnSeconds"> {
  if (!userOptions.stage_out) return {}
  return { warnSeconds: Math.min(seconds, (demand.walltimeMinutes ?? 60) * 30) }
}
