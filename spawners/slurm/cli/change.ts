/** Runs a command that changes something in Slurm, and tells its answers apart: done, Slurm's no, and no answer. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import { commandEnv } from "../command-env.ts"
import { slurmUnreachable } from "../unreachable.ts"
import { refusalLine } from "./refusal-line.ts"
import { slurmWords } from "./slurm-words.ts"

const timeoutMs = 60_000

/** What of Slurm's no is another thing than a refusal. */
export interface ChangeAnswers {
  /** Said when what is to be changed is not there: a Refusal 404. */
  readonly missing?: RegExp
  /** Said when it is too late for the change: a Refusal 409. */
  readonly over?: RegExp
}

/** `what` completes "Slurm refused ...". */
export async function change(
  context: PluginContext,
  argv: readonly string[],
  what: string,
  answers: ChangeAnswers = {},
): Promise<void> {
  const result = await context.exec(argv, { env: commandEnv(context), timeoutMs })
  if (result.timedOut) throw slurmUnreachable("scontrol", `no answer within ${timeoutMs / 1000} seconds`)
  if (result.code === 0) return
  const said = slurmWords(`${result.stderr}\n${result.stdout}`) || `exit code ${result.code ?? result.signal}`
  const no = refusalLine(result, "change")
  // It may be done all the same: who asked looks.
  if (no === null) throw slurmUnreachable("scontrol", said)
  if (no === "Access/permission denied") throw notAllowed(what, said)
  if (answers.missing?.test(no)) throw new Refusal(404, `Slurm does not know it: ${said}`, { code: "not-in-slurm" })
  if (answers.over?.test(no)) throw new Refusal(409, `It is too late for that: ${said}`, { code: "job-over" })
  throw new Refusal(403, `Slurm refused ${what}: ${said}`, { code: "slurm-refused" })
}

function notAllowed(what: string, said: string): Fault {
  return new Fault(
    500,
    `Slurm does not let the hub's account do this (${what}: ${said}). It needs the level Operator.`,
    {
      code: "slurm-not-allowed",
    },
  )
}
