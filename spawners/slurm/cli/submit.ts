/** Runs sbatch and tells its three answers apart: a job id, Slurm's no, and no answer. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import { commandEnv } from "../command-env.ts"
import { slurmUnreachable } from "../unreachable.ts"
import { noAnswer } from "./no-answer.ts"
import { slurmWords } from "./slurm-words.ts"

/** Longer than slurmctld's own message timeout of ten seconds and its repeats. */
const timeoutMs = 60_000

export async function submit(context: PluginContext, argv: readonly string[], script: string): Promise<string> {
  const result = await context.exec(argv, { env: commandEnv(context), input: script, timeoutMs })
  if (result.timedOut) throw slurmUnreachable("sbatch", `no answer within ${timeoutMs / 1000} seconds`)
  if (result.code === 0) return jobId(result.stdout)
  const said = slurmWords(result.stderr)
  if (noAnswer.test(said)) throw slurmUnreachable("sbatch", said)
  if (/^\s*sbatch: /m.test(result.stderr)) {
    throw new Refusal(403, `Slurm refused the job: ${said}`, { code: "slurm-refused" })
  }
  const why = said || `exit code ${result.code ?? result.signal}`
  throw new Refusal(403, `The job could not be submitted: ${why}`, { code: "submit-failed" })
}

/** The last line: warnings may stand before it. A federation adds `;cluster`, other submit commands words before the number. */
function jobId(stdout: string): string {
  const last = stdout.trim().split("\n").at(-1)?.split(";")[0] ?? ""
  const id = /^(?:.*\s)?(\d{1,18})$/.exec(last.trim())?.[1]
  if (id !== undefined) return id
  throw new Fault(500, `sbatch did not say the number of the job; it said ${JSON.stringify(stdout.slice(0, 200))}`)
}
