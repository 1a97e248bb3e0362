/** Runs sbatch and tells its three answers apart: a job's number, Slurm's no, and anything else: then the job is looked for. */
import type { ExecResult, PluginContext } from "../../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import { commandEnv } from "../command-env.ts"
import { slurmUnreachable } from "../unreachable.ts"
import { jobNumbers } from "./job-number.ts"
import { refusalLine } from "./refusal-line.ts"
import { slurmWords } from "./slurm-words.ts"

/** Longer than slurmctld's own message timeout of ten seconds and its repeats. */
const timeoutMs = 60_000

/** `find` looks for the job by its name: its number, or null when Slurm has none. */
export async function submit(
  context: PluginContext,
  argv: readonly string[],
  script: string,
  find: () => Promise<string | null>,
): Promise<string> {
  const result = await context.exec(argv, { env: commandEnv(context), input: script, timeoutMs })
  const numbers = jobNumbers(result.stdout)
  const [only] = numbers
  if (result.code === 0 && !result.timedOut && numbers.length === 1 && only !== undefined) return only
  if (numbers.length === 0 && refusalLine(result, "submit") !== null) {
    throw new Refusal(403, `Slurm refused the job: ${slurmWords(result.stderr)}`, { code: "slurm-refused" })
  }
  return lookedFor(context, whatItSaid(result), find)
}

/** Whatever sbatch said, the job may be there. */
async function lookedFor(context: PluginContext, why: string, find: () => Promise<string | null>): Promise<string> {
  let id: string | null
  try {
    id = await find()
  } catch (cause) {
    context.log.warn("failed to look for a job whose submit had no clear answer", { said: why, cause })
    throw slurmUnreachable("sbatch", why)
  }
  if (id === null) {
    throw new Fault(
      503,
      `The job was not found in Slurm, and sbatch did not say that it is there: ${why}. Start the server again, and tell the administrators if that does not help.`,
      { code: "submit-unclear" },
    )
  }
  context.log.warn("found a job by its name: its submit had no clear answer", { job: id, said: why })
  return id
}

function whatItSaid({ timedOut, code, signal, stdout, stderr }: ExecResult): string {
  if (timedOut) return `no answer within ${timeoutMs / 1000} seconds`
  const said = slurmWords(`${stderr}\n${stdout}`)
  const ended = code === 0 ? "" : `exit code ${code ?? signal}`
  return [said, ended].filter(part => part !== "").join(", ") || "nothing"
}
