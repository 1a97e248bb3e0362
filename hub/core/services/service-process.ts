/** Starts the process of a service, once: its environment, its account, its output in the hub's own. */
import { existsSync } from "node:fs"
import { delimiter, join, resolve } from "node:path"
import { findServiceByName, updateService } from "../../db/services.ts"
import { Refusal } from "../../plugin/errors.ts"
import { certificateEnv } from "../certificates/certificate-env.ts"
import type { Core } from "../core.ts"
import { type ServiceAccount, serviceAccount } from "./service-account.ts"
import { serviceCertificates } from "./service-certificates.ts"
import { serviceEnv } from "./service-env.ts"
import type { ServiceSpec } from "./service-spec.ts"

export interface ServiceProcess {
  readonly pid: number
  /** With the pid, a name that no other process gets; null where the system does not tell. */
  readonly startTicks: number | null
  /** Resolves when it has ended, with its exit code or null for a signal. */
  readonly ended: Promise<number | null>
}

/** null: it has none any more. A database that is away is no reason to lose sight of a process. */
export async function writePid(core: Core, name: string, pid: number | null): Promise<void> {
  try {
    const row = await findServiceByName(core.db, name)
    if (row) await updateService(core.db, row.id, { pid })
  } catch (cause) {
    core.log.warn(`The process of the service ${name} could not be written down`, { pid, cause })
  }
}

/** Rejects with a Refusal where it cannot be started. The row of the service knows its process from here on. */
export async function startServiceProcess(core: Core, spec: ServiceSpec, token: string): Promise<ServiceProcess> {
  const context = core.spawnerContext
  try {
    const account = spec.user === null ? null : await serviceAccount(context, spec.user)
    const certificates = await serviceCertificates(core, spec.name, account?.owner)
    const env = { ...serviceEnv(core.config, context, spec, token, account), ...certificateEnv(certificates) }
    const cwd = spec.cwd === null ? {} : { cwd: spec.cwd }
    if (account?.owner) await checkMayRun(core, spec, account.owner, env.PATH ?? "")
    const daemon = await context.startDaemon(spec.command, { env, ...cwd, ...account?.owner })
    core.log.info(`Started the service ${spec.name}`, { service: spec.name, pid: daemon.pid })
    await writePid(core, spec.name, daemon.pid)
    return { ...daemon, startTicks: context.processes.startTicks(daemon.pid) }
  } catch (cause) {
    throw new Refusal(
      500,
      `The service ${spec.name} cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
}

/** Another account is become on the way to the program, so that what is wrong with the program would be seen too late. */
async function checkMayRun(
  core: Core,
  spec: ServiceSpec,
  { uid, gid, groups }: NonNullable<ServiceAccount["owner"]>,
  path: string,
): Promise<void> {
  const name = spec.command[0] ?? ""
  const base = resolve(core.config.cwd, spec.cwd ?? "")
  const places = name.includes("/") ? [resolve(base, name)] : path.split(delimiter).map(folder => join(folder, name))
  const program = places.find(place => existsSync(place))
  if (program === undefined) throw new Refusal(400, `there is no program ${name}`)
  const become = ["/usr/bin/setpriv", `--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(",")}`, "--"]
  const { code } = await core.spawnerContext.exec([...become, "/usr/bin/test", "-x", program])
  if (code !== 0) throw new Refusal(400, `${spec.user} may not run ${program}`)
}
