/** Asks Slurm by one of its commands. Whatever is no clear answer is a Fault, and so never mistaken for one. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault } from "../../hub/plugin/errors.ts"

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

/** The environment of Slurm's commands: where they are, and nothing that steers them. */
export function commandEnv(context: PluginContext): Readonly<Record<string, string>> {
  const path = context.hubEnv("PATH") ?? ""
  const config = context.hubEnv("SLURM_CONF") ?? ""
  return {
    PATH: `${path}${path === "" ? "" : ":"}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    LANG: "C.UTF-8",
    // Times as seconds since 1970, where the prefix lets this through; slurm-time.ts reads both.
    SLURM_TIME_FORMAT: "%s",
    ...(config === "" ? {} : { SLURM_CONF: config }),
  }
}

export function slurmUnreachable(program: string, why: string): Fault {
  return new Fault(503, `Slurm does not answer (${program}: ${why}). Try again in a moment.`, {
    code: "slurm-unreachable",
  })
}
