/** The real Slurm cluster for a test file: booted if need be, shared with other test files, gone after the last. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Test } from "tap"

const run = promisify(execFile)
const script = fileURLToPath(new URL("../cluster/cluster", import.meta.url))

export interface Cluster {
  /** Address of this machine as the nodes reach it: where a hub has to listen for them. */
  readonly hubAddress: string
  /** Value of `c.SlurmSpawner.exec_prefix`, with {username} in it. */
  readonly execPrefix: string
  /** Value of `c.SlurmSpawner.service_prefix`. */
  readonly servicePrefix: string
  /** Path in the cluster of the image with JupyterLab. */
  readonly image: string
  /** The cluster's file system as this machine sees it, for a look at files of jobs. */
  readonly root: string
  /** Runs a command on the controller as root and gives its standard output; rejects when it fails. */
  run(argv: readonly string[], options?: RunOptions): Promise<string>
  /** The same as a user: alice, bob or carol. */
  as(user: string, argv: readonly string[], options?: RunOptions): Promise<string>
  /** The same as root on node 1 or 2. */
  node(number: 1 | 2, argv: readonly string[], options?: RunOptions): Promise<string>
  /** Ends slurmctld or slurmdbd as its administrator would; resolves when it is gone. */
  halt(daemon: "slurmctld" | "slurmdbd"): Promise<void>
  /** By SIGKILL: slurmctld forgets what it was told in the last seconds. */
  crash(daemon: "slurmctld" | "slurmdbd"): Promise<void>
  /** Starts it again; resolves when it answers. */
  restart(daemon: "slurmctld" | "slurmdbd"): Promise<void>
}

export interface ClusterParts {
  /** Its machines have Node and PostgreSQL, too, so that a hub can run there as a service. Only with an own `instance`. */
  readonly service?: boolean
  /** Another version of Slurm than the usual one. */
  readonly slurm?: SlurmVersion
}

export interface RunOptions {
  readonly input?: string
}

/**
 * Undefined, and the test is skipped with its reason, where there is no root or somebody wants none. A test that breaks
 * the cluster names an `instance` of its own, beside the one that the others share.
 */
export async function cluster(t: Test, instance?: string, parts: ClusterParts = {}): Promise<Cluster | undefined> {
  if (process.getuid?.() !== 0 || process.env.CARME_NO_CLUSTER) {
    t.pass("no Slurm cluster here", { skip: "the Slurm cluster needs root" })
    return undefined
  }
  return used(t, caller(instance, parts))
}

/** Another version of Slurm, in an instance of its own; where Debian's suite with it cannot be had, the test is skipped with the reason. */
export async function clusterOf(t: Test, slurm: SlurmVersion, instance: string): Promise<Cluster | undefined> {
  if (process.getuid?.() !== 0 || process.env.CARME_NO_CLUSTER) return cluster(t)
  const call = caller(instance, { slurm })
  try {
    await call(["root"])
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error)
    const why = said.trim().split("\n").at(-1)?.replaceAll("#", "")
    t.pass(`no Slurm ${slurm} here`, { skip: `Slurm ${slurm} cannot be had: ${why}` })
    return undefined
  }
  return used(t, call)
}

/** As Debian's suites have them. */
export type SlurmVersion = "22.05" | "26.05"

async function used(t: Test, call: Call): Promise<Cluster> {
  const me = String(process.pid)
  await call(["use", me])
  t.teardown(() => call(["leave", me]))
  return running(call)
}

/** The instance that is up. */
async function running(call: Call): Promise<Cluster> {
  const values = new Map((await call(["status"])).split("\n").map(line => pair(line)))
  const value = (name: string) => values.get(name) ?? ""
  const onController: Cluster["run"] = (argv, options) => call(["run", ...argv], options)
  return {
    hubAddress: value("address"),
    execPrefix: value("exec_prefix"),
    servicePrefix: value("service_prefix"),
    image: value("image"),
    root: value("root"),
    run: onController,
    as: (user, argv, options) => call(["as", user, ...argv], options),
    node: (number, argv, options) => call(["node", String(number), ...argv], options),
    halt: async daemon => void (await onController(["halt", daemon])),
    crash: async daemon => void (await onController(["halt", daemon, "KILL"])),
    restart: async daemon => {
      // slurmctld 24.11 now and then dies of a floating point exception as it reads its state back; where services are
      // managed it is started again.
      const started = () => onController(["restart", daemon])
      await started().catch(started)
    },
  }
}

type Call = (argv: readonly string[], options?: RunOptions) => Promise<string>

function caller(instance: string | undefined, { service, slurm }: ClusterParts = {}): Call {
  const shared = process.env.CARME_CLUSTER ?? "test"
  const env = {
    ...process.env,
    CARME_CLUSTER: instance === undefined ? shared : `${shared}-${instance}`,
    ...(slurm && { CARME_SLURM: slurm }),
    ...(service && { CARME_CLUSTER_SERVICE: "1" }),
  }
  return async (argv, options = {}) => {
    const child = run(script, [...argv], { env, maxBuffer: 64 * 1024 * 1024 })
    child.child.stdin?.end(options.input ?? "")
    return (await child).stdout
  }
}

function pair(line: string): readonly [string, string] {
  const at = line.indexOf("=")
  return [line.slice(0, at), line.slice(at + 1)]
}
