/** What `carme-hub doctor` asks of Slurm and of the prefixes: each command really runs, with a harmless word. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { Finding } from "../../../hub/plugin/finding.ts"
import type { Account } from "../account.ts"
import { ask } from "../cli/ask.ts"
import { commandEnv } from "../command-env.ts"
import { readSettings } from "../settings.ts"
import { userPrefix } from "../user-prefix.ts"
import { flagFindings } from "./flags.ts"

/** What share/examples/sudoers lists. */
const programs = ["sbatch", "scancel", "squeue", "install", "mkdir", "dd", "rm", "stat", "tail", "head", "timeout"]

/** Without an account, nothing is run as anybody. */
export async function diagnoseSlurm(account: Account | null, context: PluginContext): Promise<readonly Finding[]> {
  const { servicePrefix, driver } = readSettings(context)
  const findings: Finding[] = []
  try {
    const lines = await ask(context, [...servicePrefix, "scontrol", "show", "config"], "scontrol")
    const version =
      lines
        .find(line => line.startsWith("SLURM_VERSION"))
        ?.split("=")[1]
        ?.trim() ?? "of unknown version"
    findings.push(
      { id: "slurm", status: "ok", what: `Slurm ${version} answers.` },
      ...flagFindings(lines, driver === "rest"),
    )
  } catch (error) {
    findings.push({
      id: "slurm",
      status: "failed",
      what: `Slurm does not answer: ${error instanceof Error ? error.message : error}`,
      why: "The hub can start nothing and sees no job.",
      mend: 'c.SlurmSpawner.service_prefix = "ssh login1", or Slurm\'s commands and slurm.conf on this host',
    })
  }
  return account === null ? findings : [...findings, ...(await commands(account, context))]
}

async function commands(account: Account, context: PluginContext): Promise<readonly Finding[]> {
  const settings = readSettings(context)
  const prefix = userPrefix(settings, account)
  const refused: string[] = []
  let said = ""
  for (const program of programs) {
    if (settings.driver === "rest" && /^s(batch|cancel|queue)$/.test(program)) continue
    const argv = [...prefix, program, "--version"]
    const result = await context
      .exec(argv, { env: commandEnv(context), timeoutMs: 10_000 })
      .catch((error: Error) => ({ code: null, stderr: error.message }))
    if (result.code === 0) continue
    refused.push(program)
    said ||= result.stderr.trim().slice(0, 200)
  }
  if (refused.length === 0) return [{ id: "prefix", status: "ok", what: `Each command runs as ${account.name}.` }]
  return [
    {
      id: "prefix",
      status: "failed",
      what: `These do not run as ${account.name}: ${refused.join(", ")}${said === "" ? "" : ` (${said})`}`,
      why: "The hub starts, stops and reads servers by them.",
      mend: "cp share/examples/sudoers /etc/sudoers.d/carme-hub, and c.SlurmSpawner.exec_prefix",
    },
  ]
}
