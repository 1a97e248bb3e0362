/** What is asked of Slurm for a run, as data: the drivers make words of sbatch or a description for REST of it. Pure. */
import type { Json, Run } from "../../hub/plugin/spawner.ts"
import { formatWalltime } from "../../hub/plugin/walltime.ts"
import type { RequestTrait, SlurmSettings } from "./settings.ts"
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
  const { demand, queue, userOptions } = run
  const { req, hooked } = settings
  // A hook speaks of this one start, and of all that the request and the queue say only where it says nothing.
  const of = (name: RequestTrait, ...others: readonly (string | null | undefined)[]) =>
    hooked.has(name) ? req[name] : (others.find(other => other !== null && other !== undefined) ?? req[name])
  const nodes = demand.nodes ?? 1
  return {
    name: run.id,
    partition: of("partition", queue?.partition, asked(userOptions.partition)),
    account: of("account", demand.account, queue?.account, asked(userOptions.account)),
    qos: of("qos", queue?.qos, demand.qos, asked(userOptions.qos)),
    nice: demand.nice === undefined ? "" : String(demand.nice),
    reservation: of("reservation", demand.reservation),
    cluster: req.cluster,
    nodes: nodes === 1 ? "" : String(nodes),
    gres: hooked.has("gres") ? req.gres : gres(demand.gpus / nodes, demand.gpuType, req.gres),
    cpus: of("nprocs", demand.cpus === null ? null : String(demand.cpus)),
    memory: of("memory", demand.memoryMb === null ? null : `${demand.memoryMb}M`),
    time: of("runtime", demand.walltimeMinutes === null ? null : formatWalltime(demand.walltimeMinutes)),
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

/** What the site's own form asks for: one word, or nothing. Such a form alone can have brought it here. */
function asked(value: Json | undefined): string | null {
  const text = String((Array.isArray(value) ? value[0] : value) ?? "")
  return /^[\w@%+=:./][\w@%+=:,./-]{0,99}$/.test(text) ? text : null
}
