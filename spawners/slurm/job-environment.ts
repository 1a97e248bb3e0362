/** The environment of the server, secrets included, as the file that its job reads once and deletes. */
import { Fault } from "../../hub/plugin/errors.ts"
import type { Account } from "./account.ts"

export type Environment = Readonly<Record<string, string>>

// These would steer Slurm, the loader, the shell or Apptainer itself, and belong to the site and to the node.
const foreign =
  /^(SLURM_|SLURMD_|SBATCH_|SALLOC_|SRUN_|SQUEUE_|SPANK_|LD_|APPTAINER|SINGULARITY|BASH_|BASHOPTS$|SHELLOPTS$|ENV$|IFS$|PS4$)/
// What env_keep brings along of the hub's own Python means nothing in a container.
const hubOnly = new Set(["PATH", "CONDA_ROOT", "CONDA_DEFAULT_ENV", "VIRTUAL_ENV"])
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/

/** `ip` is where the server listens; `inContainer` leaves out what only makes sense on the hub's host. */
export function jobEnvironment(env: Environment, account: Account, ip: string, inContainer: boolean): Environment {
  const kept = Object.entries(env).filter(
    ([name]) => variableName.test(name) && !foreign.test(name) && !(inContainer && hubOnly.has(name)),
  )
  return {
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    SHELL: account.shell,
    ...Object.fromEntries(kept),
    ...listeningOn(ip, env.JUPYTERHUB_SERVICE_URL),
  }
}

/**
 * NAME=VALUE pairs, each ended by a NUL: the script reads them without evaluating anything. Behind an empty word come
 * those of data/job-data.ts.
 */
export function environmentFile(env: Environment, data: readonly string[] = []): string {
  const pairs = Object.entries(env).map(([name, value]) => {
    if (value.includes("\0")) throw new Fault(500, `The environment variable ${name} contains a NUL character`)
    return `${name}=${value}\0`
  })
  return [...pairs, ...(data.length === 0 ? [] : ["\0", ...data.map(word => `${word}\0`)])].join("")
}

/** The server is on another machine than the hub: the usual loopback address would hide it. */
function listeningOn(ip: string, url: string | undefined): Environment {
  if (url === undefined || url === "" || ip === "") return {}
  const service = new URL(url)
  service.hostname = ip.includes(":") ? `[${ip}]` : ip
  // URL leaves out the port of the scheme; batchspawner-singleuser puts its own there in any case.
  return { JUPYTERHUB_SERVICE_URL: service.href }
}
