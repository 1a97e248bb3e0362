/** What the local spawners share: servers are processes of the hub's machine, in sessions of their own, which outlive the hub. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import { localEnv } from "../../hub/plugin/local-env.ts"
import type {
  Address,
  CertificateFiles,
  JobStatus,
  JsonObject,
  Run,
  Spawner,
  StartRequest,
} from "../../hub/plugin/spawner.ts"
import { type Asked, endStep } from "./ending.ts"
import { freePort } from "./free-port.ts"
import { markedProcesses } from "./marked-processes.ts"
import { popenArgv, popenUmask } from "./popen.ts"
import { runMark } from "./run-mark.ts"
import { newServerLog, serverLogTail } from "./server-log.ts"
import { shellQuote } from "./shell-quote.ts"

/** Who a server runs as and where. */
export interface Place {
  readonly home: string
  readonly shell: string
  readonly cwd: string
  /** Absent: the hub's own account. */
  readonly owner?: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
}

interface LocalKind {
  readonly name: string
  /** Refuses who may not have a server; no side effects. */
  check(run: Run, context: PluginContext): Promise<void>
  /** Puts the server's certificate where its account can read it; where the hub made it when not given. */
  placeCertificates?(files: CertificateFiles, run: Run, context: PluginContext): Promise<CertificateFiles>
  /** Makes what the server needs to start in. */
  prepare(run: Run, context: PluginContext): Promise<Place>
}

export function localSpawner(kind: LocalKind): Spawner {
  // Only hints of this process: exit codes that nobody else is told, and when a signal was sent.
  const exits: Exits = new Map()
  const ending = new Map<string, Asked>()
  return {
    name: kind.name,
    provesIdentity: false,
    parse: raw => ({ userOptions: raw, demand: oneLocalServer }),
    check: (run, context) => kind.check(run, context),
    placeCertificates: async (files, run, context) => (await kind.placeCertificates?.(files, run, context)) ?? files,
    async start(request, context) {
      const place = await kind.prepare(request, context)
      const host = connectHost(context)
      const port = context.setting<number>("Spawner.port") || (await portFor(context))
      const popen = context.setting<Readonly<Record<string, unknown>>>("LocalProcessSpawner.popen_kwargs")
      const argv = popenArgv(commandLine(request, context), popen)
      const umask = popenUmask(popen)
      const env = environment(request, place, port, context)
      const logFile = await newServerLog(request)
      const daemon = await context
        .startDaemon(argv, {
          env,
          logFile,
          cwd: place.cwd,
          ...(umask === undefined ? {} : { umask }),
          ...place.owner,
        })
        .catch(asRefusal)
      exits.set(daemon.pid, daemon.ended)
      context.log.info("Started a local server", { user: request.user.name, pid: daemon.pid, log: logFile })
      return { state: { ...jobOf(daemon.pid, context), _port: port }, address: { host, port } }
    },
    async poll(runs, context) {
      return new Map(await Promise.all(runs.map(async run => [run.id, await status(run, exits, context)] as const)))
    },
    async stop(run, context) {
      const { pid, ticks } = processOf(run.state)
      if (pid === null || !context.processes.alive(pid, ticks)) return void ending.delete(run.id)
      ending.set(run.id, endStep(pid, ending.get(run.id), context))
    },
    async find(runs, context) {
      const found = await markedProcesses(new Set(runs.map(run => run.id)))
      return new Map([...found].map(([id, { pid, env }]) => [id, { ...jobOf(pid, context), ...portOf(env) }]))
    },
    log: run => serverLogTail(run),
  }
}

/** A local server is one job of no GPUs: its CPUs and memory are not counted. */
const oneLocalServer = {
  queue: null,
  container: null,
  gpus: 0,
  gpuType: null,
  cpus: null,
  memoryMb: null,
  walltimeMinutes: null,
}

/** Process id -> its exit code, when it has ended. */
type Exits = Map<number, Promise<number | null>>

async function status(run: Run, exits: Exits, context: PluginContext): Promise<JobStatus> {
  const { pid, ticks } = processOf(run.state)
  if (pid === null) return { status: "gone", exitCode: null, reason: "no process was recorded" }
  if (context.processes.alive(pid, ticks)) return { status: "running", ...addressOf(run.state, context) }
  // The process is dead, so that what its end is awaited for is a moment.
  const exitCode = (await exits.get(pid)) ?? null
  exits.delete(pid)
  const reason = exitCode === null ? "the process ended" : `exit code ${exitCode}`
  return { status: "gone", exitCode, reason: (await portTaken(run)) ?? reason }
}

/** Between the choice of a port and the server's listening there is always a moment. */
async function portTaken(run: Run): Promise<string | null> {
  const port = run.state._port
  const log = typeof port === "number" ? await serverLogTail(run).catch(() => null) : null
  if (log === null || !portWords.test(log) || !log.includes(String(port))) return null
  return `another program took port ${port} before the server could listen there; start it again, and it gets another port`
}

/** Node, Python and jupyter_server say it so. */
const portWords = /EADDRINUSE|address already in use|port \d+ is (?:not available|already in use)/i

/** `pid` as JupyterHub keeps it; with the start time it is a name that no later process gets. Keys with an underscore are not shown by the API. */
function jobOf(pid: number, context: PluginContext): JsonObject {
  const ticks = context.processes.startTicks(pid)
  return ticks === null ? { pid } : { pid, _start_ticks: ticks }
}

function processOf(state: JsonObject): { pid: number | null; ticks: number | null } {
  const { pid, _start_ticks: ticks } = state
  return { pid: typeof pid === "number" ? pid : null, ticks: typeof ticks === "number" ? ticks : null }
}

function addressOf(state: JsonObject, context: PluginContext): { address?: Address } {
  return typeof state._port === "number" ? { address: { host: connectHost(context), port: state._port } } : {}
}

function portOf(env: Readonly<Record<string, string>>): JsonObject {
  const url = env.JUPYTERHUB_SERVICE_URL
  const port = url !== undefined && URL.canParse(url) ? Number(new URL(url).port) : 0
  return port > 0 ? { _port: port } : {}
}

async function portFor(context: PluginContext): Promise<number> {
  const host = listenHost(context)
  return freePort(host, context.clock.now().getTime()).catch(cause => {
    throw new Refusal(500, `No port can be had on ${host}: ${cause.message}. Is Spawner.ip right?`, { cause })
  })
}

function listenHost(context: PluginContext): string {
  const ip = context.setting<string>("Spawner.ip")
  return ["", "*"].includes(ip) ? "0.0.0.0" : ip
}

/** A server that listens everywhere is reached on the loopback. */
function connectHost(context: PluginContext): string {
  const ip = context.setting<string>("Spawner.ip")
  return ["", "0.0.0.0", "::", "*"].includes(ip) ? "127.0.0.1" : ip
}

function commandLine({ cmd }: StartRequest, context: PluginContext): readonly string[] {
  const shell = context.setting<readonly string[]>("LocalProcessSpawner.shell_cmd")
  return shell.length === 0 ? cmd : [...shell, shellQuote(cmd)]
}

function environment(
  request: StartRequest,
  place: Place,
  port: number,
  context: PluginContext,
): Record<string, string> {
  const kept = localEnv.flatMap(name => {
    const value = context.hubEnv(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const env: Record<string, string> = {
    ...Object.fromEntries(kept),
    ...request.env,
    [runMark]: request.id,
    USER: request.user.name,
  }
  if (place.home !== "") env.HOME = place.home
  if (place.shell !== "") env.SHELL = place.shell
  const url = env.JUPYTERHUB_SERVICE_URL
  if (url !== undefined) env.JUPYTERHUB_SERVICE_URL = withPort(url, port)
  return env
}

/** `http://127.0.0.1:0/user/a/` with the port that was chosen; URL's own setter would drop a default port. */
function withPort(url: string, port: number): string {
  return url.replace(/^(\w+:\/\/(?:\[[^\]]*\]|[^/:]*))(?::\d+)?/, `$1:${port}`)
}

/** Nothing was started when the program could not be: that is an answer, not a doubt. */
function asRefusal(error: unknown): never {
  if (error instanceof Fault && error.detail.code === "cannot-start") {
    throw new Refusal(500, `${error.message}. Is Spawner.cmd right, and on the hub's PATH?`, error.detail)
  }
  throw error
}
