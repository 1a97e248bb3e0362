/** Asks Slurm by one of its commands. Whatever is no clear answer is a Fault, and so never mistaken for one. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { commandEnv } from "../command-env.ts"
import { slurmUnreachable } from "../unreachable.ts"

const timeoutMs = 20_000

/**
 * Lines of the answer. `nothing` is a line of standard error that means "none of these", `told` one of standard output
 * that holds although the command failed for others: both are answers, too.
 */
export async function ask(
  context: PluginContext,
  argv: readonly string[],
  program: string,
  nothing?: RegExp,
  told?: (line: string) => boolean,
): Promise<readonly string[]> {
  const result = await context.exec(argv, { env: commandEnv(context), timeoutMs })
  if (result.timedOut) throw slurmUnreachable(program, `no answer within ${timeoutMs / 1000} seconds`)
  const lines = linesOf(result.stdout)
  if (result.code === 0) return lines
  const errors = linesOf(result.stderr).map(line => line.trim())
  if (nothing && result.code !== null && errors.some(line => nothing.test(line))) return []
  if (told && result.code !== null && lines.some(told)) return lines
  const said = errors.join("\n").slice(0, 300)
  throw slurmUnreachable(program, said || `exit code ${result.code ?? result.signal}`)
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter(line => line.trim() !== "")
}
