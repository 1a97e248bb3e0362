/** The slurm spawner without a hub: its context with a site's settings, and runs to start. */
import { randomUUID } from "node:crypto"
import type { Option } from "../../hub/config/option.ts"
import { options } from "../../hub/config/options/index.ts"
import { systemClock } from "../../hub/core/clock.ts"
import { exec, startDaemon } from "../../hub/core/exec.ts"
import { processes } from "../../hub/core/processes.ts"
import type { Exec, ExecOptions, ExecResult, Log, PluginContext } from "../../hub/plugin/context.ts"
import type { Demand } from "../../hub/plugin/demand.ts"
import type { Container, Queue } from "../../hub/plugin/offer.ts"
import type { StartRequest } from "../../hub/plugin/spawner.ts"
import type { Cluster } from "./cluster.ts"

const table = options as Readonly<Record<string, Option<unknown>>>

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }

/** `settings` are traits by their bare names; the rest has the defaults of the options table. */
export function slurmContext(
  settings: Readonly<Record<string, unknown>> = {},
  parts: Partial<PluginContext> = {},
): PluginContext {
  return {
    clock: systemClock,
    log: silent,
    exec,
    startDaemon,
    processes,
    hubApiUrl: "http://127.0.0.1:8081/hub/api",
    setting: <T>(name: string) => (settings[name.slice(name.indexOf(".") + 1)] ?? table[name]?.default) as T,
    hubEnv: () => undefined,
    call: () => Promise.reject(new Error("there is no Python here")),
    ...parts,
  } as PluginContext
}

/** Settings of a site whose Slurm is the test cluster. */
export function clusterSettings(cluster: Cluster): Readonly<Record<string, unknown>> {
  return {
    exec_prefix: cluster.execPrefix.split(" "),
    service_prefix: cluster.servicePrefix.split(" "),
    scratch_dir: "/scratch/{job_id}",
  }
}

/** The same through the cluster's slurmrestd, with tokens that its key makes. */
export function restSettings(cluster: Cluster): Readonly<Record<string, unknown>> {
  return {
    ...clusterSettings(cluster),
    driver: "rest",
    rest_url: `http://${cluster.hubAddress.replace(/\.\d+$/, ".2")}:6820`,
    rest_user: "root",
    rest_jwt_key_file: `${cluster.root}/var/lib/slurm/jwt.key`,
  }
}

export interface Call {
  readonly argv: readonly string[]
  readonly options: ExecOptions
}

/** An exec that answers by a function and keeps what it was asked: Slurm's commands in words of the test's own. */
export function scriptedExec(
  answer: (argv: readonly string[]) => Partial<ExecResult> | undefined,
): Exec & { readonly calls: Call[] } {
  const calls: Call[] = []
  const scripted: Exec = async (argv, options = {}) => {
    calls.push({ argv, options })
    const said = { code: 0, signal: null, timedOut: false, stdout: "", stderr: "", ...answer(argv) }
    return { ...said, stdout: asAsked(said.stdout, argv) }
  }
  return Object.assign(scripted, { calls })
}

/** Lines with bars as Slurm writes them when asked so: squeue with the text of its format before each, sacct with its delimiter. */
function asAsked(stdout: string, argv: readonly string[]): string {
  const [, before, between] = /(?:--format=([0-9a-f]{24})%|--delimiter=(\S+))/.exec(argv.join(" ")) ?? []
  if (before !== undefined) return stdout.replace(/^(?=.)/gm, before)
  return between === undefined
    ? stdout
    : stdout.replace(/^(?:[^|\n]*\|){8}/gm, fields => fields.replaceAll("|", between))
}

export const instant: Queue = {
  name: "instant",
  displayName: "Instant",
  description: "",
  partition: "instant",
  qos: null,
  account: null,
  maxWalltimeMinutes: 120,
  defaultWalltimeMinutes: null,
  maxGpusPerJob: null,
  maxNodes: 1,
  gpuTypes: ["a100"],
  cpusPerGpu: 2,
  memoryMbPerGpu: 1024,
  isInstant: true,
  isPreemptible: false,
  isDefault: true,
}

export const jupyter: Container = {
  name: "jupyter",
  displayName: "JupyterLab",
  description: "",
  image: "/srv/images/jupyter.sqfs",
  binds: [],
  isDefault: true,
}

export const smallDemand: Demand = {
  queue: "instant",
  container: "jupyter",
  gpus: 0,
  gpuType: null,
  cpus: 1,
  memoryMb: 256,
  walltimeMinutes: 10,
}

/** A run of `user` as the hub would hand it over; `cmd` is what the container runs. */
export function slurmRun(user: string, parts: Partial<StartRequest> = {}): StartRequest {
  return {
    id: `carme-test1-${randomUUID()}`,
    user: { id: 1, name: user, admin: false, groups: [], roles: ["user"] },
    serverName: "",
    userOptions: {},
    demand: smallDemand,
    queue: instant,
    container: jupyter,
    state: {},
    env: { JUPYTERHUB_API_TOKEN: "canary-token-of-a-test", JUPYTERHUB_SERVICE_URL: "http://127.0.0.1:0/user/x/" },
    cmd: ["jupyterhub-singleuser"],
    overrides: {},
    ...parts,
  }
}
