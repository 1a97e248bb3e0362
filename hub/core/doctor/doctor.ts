/** `carme-hub doctor`: checks a site before its users do. */
import type { Finding } from "../../plugin/finding.ts"
import type { Core } from "../core.ts"
import { hubUrl } from "../hub-url.ts"
import { hostChecks } from "./host-checks.ts"
import { jobOnQueue } from "./job-on-queue.ts"

/** `user` is null for the first administrator, or else `self`, the account that runs this. */
export async function diagnose(core: Core, user: string | null, self: string): Promise<readonly Finding[]> {
  const { config, spawner, spawnerContext: context } = core
  const findings = [...(await hostChecks(core))]
  const { tasks } = spawner
  if (tasks === undefined)
    return [...findings, { id: "job", status: "skipped", what: `The spawner ${spawner.name} has no jobs to try.` }]
  const [admin] = [...config.get("Authenticator.admin_users"), ...config.get("JupyterHub.admin_users")]
  const person = user ?? String(admin ?? self)
  try {
    await tasks.home(person, context)
  } catch (error) {
    const what = `No job was tried as ${person}: ${error instanceof Error ? error.message : error}`
    const status = user === null ? "skipped" : "failed"
    findings.push(...((await spawner.diagnose?.(null, context)) ?? []))
    return [...findings, { id: "job", status, what, mend: "carme-hub doctor --user NAME" }]
  }
  findings.push(...((await spawner.diagnose?.(person, context)) ?? []))
  const running = await hubAnswers(`${context.hubApiUrl}/`)
  if (!running)
    findings.push({
      id: "hub",
      status: "skipped",
      what: "The hub does not run: start it to check whether nodes reach it.",
    })
  const queues = Object.values(config.get("CarmeHub.queues"))
  const values = jobValues(core, running)
  for (const queue of queues.length > 0 ? queues : [null])
    findings.push(...(await jobOnQueue(core, tasks, person, queue, values)))
  return findings
}

function jobValues({ config }: Core, running: boolean): Readonly<Record<string, string>> {
  const { hostname, port, protocol } = new URL(hubUrl(config))
  const paths = Object.values(config.get("CarmeHub.containers")).map(({ image }) => image)
  return {
    hub_host: hostname.replace(/^\[|\]$/g, ""),
    hub_port: running ? port || (protocol === "https:" ? "443" : "80") : "",
    images: paths.filter(path => path.startsWith("/")).join("\n"),
  }
}

/** Any answer at all: with certificates of its own, the hub speaks to nobody without one. */
async function hubAnswers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(5_000) })
    return true
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined
    return /CERT|SSL|TLS/.test(cause?.code ?? "")
  }
}
