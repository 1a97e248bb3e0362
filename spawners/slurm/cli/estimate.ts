/** When a job would start, by `sbatch --test-only`, which submits nothing. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { StartEstimate } from "../../../hub/plugin/scheduler.ts"
import { commandEnv } from "../command-env.ts"
import { expandHostlist } from "../hostlist.ts"
import { slurmUnreachable } from "../unreachable.ts"
import { refusalLine } from "./refusal-line.ts"
import { slurmTime } from "./slurm-time.ts"
import { slurmWords } from "./slurm-words.ts"

const timeoutMs = 30_000

export async function estimate(
  context: PluginContext,
  argv: readonly string[],
  script: string,
): Promise<StartEstimate> {
  const result = await context.exec(argv, { env: commandEnv(context), input: script, timeoutMs })
  if (result.timedOut) throw slurmUnreachable("sbatch", `no answer within ${timeoutMs / 1000} seconds`)
  const [, time = "", nodes = ""] = /Job \d+ to start at (\S+)(?:.*? on nodes (\S+))?/.exec(result.stderr) ?? []
  const at = slurmTime(time)
  if (result.code === 0 && at) return { outcome: "start", at, nodes: expandHostlist(nodes) }
  const says = slurmWords(result.stderr) || `exit code ${result.code ?? result.signal}`
  // Without Slurm's own no nothing is known of the job.
  if (refusalLine(result, "estimate") === null) throw slurmUnreachable("sbatch", says)
  return { outcome: "refused", says, ...(tooMany.test(says) ? { full: true as const } : {}) }
}

/** Slurm's reasons for a limit of jobs that are submitted: of a user, account, QOS or association. */
const tooMany = /(?:MaxSubmitJob|GrpSubmitJobs)/
