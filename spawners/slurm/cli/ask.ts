/** Asks Slurm by one of its commands. Whatever is no clear answer is a Fault, and so never mistaken for one. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { commandEnv } from "../command-env.ts"
import { slurmUnreachable } from "../unreachable.ts"

const timeoutMs = 20_000

/** Lines of the answer. `nothing` tells an error that means "none of these", which is an answer too. */
export async function ask(
  context: PluginContext,
  argv: readonly string[],
  program: string,
  nothing?: RegExp,
): Promise<readonly string[]> {
  const result = await context.exec(argv, { env: commandEnv(context), timeoutMs })
  if (result.timedOut) throw slurmUnreachable(program, `no answer within ${timeoutMs / 1000} seconds`)
  const said = result.stderr.trim()
  if (result.code !== 0) {
    if (nothing?.test(said)) return []
    throw slurmUnreachable(program, said.slice(0, 300) || `exit code ${result.code ?? result.signal}`)
  }
  return result.stdout.split("\n").filter(line => line.trim() !== "")
}
