/** The traits that the slurm spawner reads: batchspawner's and carme-hub's own, with what a hook changed for one start. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import type { Mount, Scratch } from "../../hub/plugin/data.ts"
import { markFarShells } from "../../hub/plugin/far-shell.ts"

export interface SlurmSettings {
  /** Words before a command that runs it as the user. */
  readonly execPrefix: readonly string[]
  /** Words before a query by the hub's own account. */
  readonly servicePrefix: readonly string[]
  /** Names of programs, besides ssh, that hand their words to a shell on another host. */
  readonly remotePrograms: readonly string[]
  readonly submitCmd: string
  readonly cancelCmd: string
  readonly singleuserCmd: string
  /** The site's own job script; empty is carme-hub's. */
  readonly batchScript: string
  readonly apptainer: readonly string[]
  readonly binds: readonly string[]
  /** Folder of the launcher; empty is none. */
  readonly launcher: string
  readonly mounts: readonly Mount[]
  /** What people may have mounted besides lies below these. */
  readonly mountRoots: readonly string[]
  /** How long a job that is stopped may take to copy files out. */
  readonly stageOutSeconds: number
  readonly scratch: Readonly<Record<string, Scratch>>
  /** Where `scratch` has nothing for a queue; empty is none. */
  readonly scratchDir: string
  readonly runDir: string
  /** The same for people whose home folder is full; empty is none. */
  readonly rescueDir: string
  readonly nodeDomain: string
  readonly driver: "cli" | "rest"
  /** Where slurmrestd answers; the rest of these is of that driver too. */
  readonly restUrl: string
  /** Empty is the newest that both sides know. */
  readonly restVersion: string
  /** The hub's own account in Slurm; empty is that of its process. */
  readonly restUser: string
  readonly restJwtKeyFile: string
  /** Words of a command that prints a token for {username}. */
  readonly restTokenCommand: readonly string[]
  /** Address that servers listen on. */
  readonly ip: string
  /** The site's req_* traits, without the prefix. */
  readonly req: Readonly<Record<RequestTrait, string>>
  /** Those of them that a hook set for this one start. */
  readonly hooked: ReadonlySet<RequestTrait>
}

const requestTraits = {
  account: "BatchSpawnerBase.req_account",
  epilogue: "BatchSpawnerBase.req_epilogue",
  host: "BatchSpawnerBase.req_host",
  keepvars_extra: "BatchSpawnerBase.req_keepvars_extra",
  memory: "BatchSpawnerBase.req_memory",
  ngpus: "BatchSpawnerBase.req_ngpus",
  nprocs: "BatchSpawnerBase.req_nprocs",
  options: "BatchSpawnerBase.req_options",
  partition: "BatchSpawnerBase.req_partition",
  prologue: "BatchSpawnerBase.req_prologue",
  queue: "BatchSpawnerBase.req_queue",
  runtime: "BatchSpawnerBase.req_runtime",
  cluster: "SlurmSpawner.req_cluster",
  gres: "SlurmSpawner.req_gres",
  qos: "SlurmSpawner.req_qos",
  reservation: "SlurmSpawner.req_reservation",
  srun: "SlurmSpawner.req_srun",
} as const
export type RequestTrait = keyof typeof requestTraits

export function readSettings(context: PluginContext, overrides: Readonly<Record<string, unknown>> = {}): SlurmSettings {
  const value = (name: string): unknown => {
    const trait = name.slice(name.indexOf(".") + 1)
    return Object.hasOwn(overrides, trait) ? overrides[trait] : context.setting(name)
  }
  const text = (name: string) => String(value(name) ?? "")
  const words = (name: string) => asWords(value(name))
  const remotePrograms = words("SlurmSpawner.remote_programs")
  const prefix = (name: string) => markFarShells(words(name), remotePrograms)
  const req = Object.entries(requestTraits).map(([key, name]) => [key, text(name)] as const)
  const traits = Object.keys(requestTraits) as readonly RequestTrait[]
  return {
    execPrefix: prefix("SlurmSpawner.exec_prefix"),
    servicePrefix: prefix("SlurmSpawner.service_prefix"),
    remotePrograms,
    submitCmd: text("SlurmSpawner.batch_submit_cmd"),
    cancelCmd: text("SlurmSpawner.batch_cancel_cmd"),
    singleuserCmd: text("BatchSpawnerBase.batchspawner_singleuser_cmd"),
    batchScript: text("SlurmSpawner.batch_script"),
    apptainer: words("SlurmSpawner.apptainer_cmd"),
    binds: words("SlurmSpawner.binds"),
    launcher: context.setting("CarmeHub.launcher"),
    mounts: context.setting("CarmeHub.mounts"),
    mountRoots: context.setting("CarmeHub.mount_roots"),
    stageOutSeconds: context.setting("SlurmSpawner.stage_out_seconds"),
    scratch: context.setting("CarmeHub.scratch"),
    scratchDir: text("SlurmSpawner.scratch_dir"),
    runDir: text("SlurmSpawner.run_dir"),
    rescueDir: text("SlurmSpawner.rescue_dir"),
    nodeDomain: text("SlurmSpawner.node_domain"),
    driver: text("SlurmSpawner.driver") === "rest" ? "rest" : "cli",
    restUrl: text("SlurmSpawner.rest_url"),
    restVersion: text("SlurmSpawner.rest_version"),
    restUser: text("SlurmSpawner.rest_user"),
    restJwtKeyFile: text("SlurmSpawner.rest_jwt_key_file"),
    restTokenCommand: prefix("SlurmSpawner.rest_token_command"),
    ip: text("BatchSpawnerBase.ip"),
    req: Object.fromEntries(req) as Record<RequestTrait, string>,
    hooked: new Set(traits.filter(name => Object.hasOwn(overrides, `req_${name}`))),
  }
}

/** A hook may set a trait that is a list of words here to a text, as it is in batchspawner. */
function asWords(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String)
  const text = String(value ?? "").trim()
  return text === "" ? [] : text.split(/\s+/)
}
