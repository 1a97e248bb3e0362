/** The proxy as a process of the hub's: started, watched, started again when it dies, ended by pid file after a crash. */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import { basename, resolve } from "node:path"
import type { Config } from "../config/config.ts"
import type { Clock, Daemon, Log, Processes, StartDaemon } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"
import { makeWay, removeSocket } from "../plugin/socket-file.ts"
import { type ChpClient, socketOf } from "./chp-client.ts"
import { chpArgv, chpEnv, hostAndPort } from "./chp-command.ts"
import type { ProxyTls } from "./proxy-tls.ts"

interface ChpProcess {
  start(): Promise<void>
  stop(): Promise<void>
}

export interface ChpParts {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly startDaemon: StartDaemon
  readonly processes: Processes
  /** Where the proxy reaches the hub, ending in `/hub/`. */
  readonly hubUrl: string
  /** With internal_ssl. */
  readonly tls?: ProxyTls
  /** Called when a proxy that had died is up again, without any route. */
  onRestart(): Promise<void>
}

const startWithinMs = 15_000
const lookEveryMs = 50
const portsFreeWithinMs = 2000
const stopWithinMs = 5000

export function createChpProcess(parts: ChpParts, client: ChpClient, authToken: () => string): ChpProcess {
  const { config, log } = parts
  const pidFile = pidFileOf(config)
  let running: Daemon | null = null
  const stopping = new AbortController()

  const start = async () => {
    await endLeftover(parts, pidFile)
    await refuseTakenPorts(parts)
    for (const [setting, path] of socketsOf(config)) await makeWay(path, setting)
    const argv = chpArgv(config, parts.hubUrl, parts.tls)
    log.info(`Starting the proxy at ${config.get("JupyterHub.bind_url")}`)
    log.debug("Command of the proxy", { argv })
    const daemon = await parts.startDaemon(argv, {
      env: chpEnv(config, authToken()),
      cwd: config.cwd,
      umask: config.get("ConfigurableHTTPProxy.command_umask"),
    })
    running = daemon
    if (pidFile !== null) writeFileSync(pidFile, String(daemon.pid))
    await untilUp(parts, client, daemon)
    // The hub may have been told to stop while this one came up.
    if (stopping.signal.aborted) return end(parts, daemon.pid, parts.processes.startTicks(daemon.pid))
    void daemon.ended.then(code => onEnd(daemon, code))
  }

  const onEnd = async (daemon: Daemon, code: number | null) => {
    if (stopping.signal.aborted || running !== daemon) return
    log.error(`The proxy stopped with ${code === null ? "a signal" : `exit code ${code}`}; starting it again`)
    while (!stopping.signal.aborted && !(await restarted())) {
      await parts.clock
        .sleep(1000 * config.get("ConfigurableHTTPProxy.check_running_interval"), stopping.signal)
        .catch(() => {})
    }
  }

  const restarted = async () => {
    try {
      await start()
      await parts.onRestart()
      return true
    } catch (error) {
      log.error("The proxy could not be started again", { error })
      return false
    }
  }

  return {
    start,
    async stop() {
      stopping.abort()
      if (running) await end(parts, running.pid, parts.processes.startTicks(running.pid))
      removeFiles(config, pidFile)
    },
  }
}

/**
 * The proxy itself would log the error and stay, with the other program answering in its place. One that was just ended
 * may hold its ports a moment longer than its process id.
 */
async function refuseTakenPorts({ config, clock }: ChpParts): Promise<void> {
  const deadline = clock.monotonic() + portsFreeWithinMs
  for (const trait of ["JupyterHub.bind_url", "ConfigurableHTTPProxy.api_url"] as const) {
    const url = config.get(trait)
    while (await accepts(url)) {
      if (clock.monotonic() > deadline) {
        throw new Fault(
          500,
          `Something else is already listening on ${url}, where the proxy should: end it, or set ${trait}`,
        )
      }
      await clock.sleep(lookEveryMs)
    }
  }
}

/** Waits for both its ports; a proxy that ends meanwhile is told at once. */
async function untilUp(parts: ChpParts, client: ChpClient, daemon: Daemon): Promise<void> {
  let ended: number | null | undefined
  void daemon.ended.then(code => {
    ended = code
  })
  const deadline = parts.clock.monotonic() + startWithinMs
  for (;;) {
    const answers = await client.answers()
    const up = answers && (await accepts(parts.config.get("JupyterHub.bind_url")))
    if (ended !== undefined) {
      throw new Fault(
        500,
        `The proxy ended with ${ended === null ? "a signal" : `exit code ${ended}`} at its start; its own words are in the log`,
      )
    }
    if (up) return
    // It opens both at once, and stays when it may not open the public one.
    if (answers) await refuseForbiddenPort(parts, daemon)
    if (parts.clock.monotonic() > deadline) {
      await end(parts, daemon.pid, parts.processes.startTicks(daemon.pid))
      throw new Fault(500, `The proxy did not answer within ${startWithinMs / 1000} seconds of its start`)
    }
    await parts.clock.sleep(lookEveryMs)
  }
}

/** The proxy runs as the hub's account: what that may not open, it cannot either. */
async function refuseForbiddenPort(parts: ChpParts, daemon: Daemon): Promise<void> {
  const url = parts.config.get("JupyterHub.bind_url")
  if (socketOf(url) !== null || (await listenError(url)) !== "EACCES") return
  await end(parts, daemon.pid, parts.processes.startTicks(daemon.pid))
  throw new Fault(
    500,
    `The hub's account may not open the port of ${url}. Let it (AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit), or take a port of 1024 or above in JupyterHub.bind_url`,
  )
}

/** The code of the error with which this process cannot listen there; null if it can. */
function listenError(url: string): Promise<string | null> {
  const { ip, port } = hostAndPort(url)
  return new Promise(resolve => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""))
    server.listen({ host: ip === "*" || ip === "" ? "0.0.0.0" : ip, port }, () => server.close(() => resolve(null)))
  })
}

function accepts(url: string): Promise<boolean> {
  const path = socketOf(url)
  const { ip, port } = hostAndPort(url)
  const host = ip === "" || ip === "0.0.0.0" || ip === "*" ? "127.0.0.1" : ip
  return new Promise(resolve => {
    const socket = path === null ? connect({ host, port }) : connect({ path })
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}

/** A hub that was killed leaves its proxy behind; it holds the port, and knows only the old token. */
async function endLeftover(parts: ChpParts, pidFile: string | null): Promise<void> {
  if (pidFile === null) return
  let text: string
  try {
    text = readFileSync(pidFile, "utf8").trim()
  } catch {
    return
  }
  const pid = /^\d+$/.test(text) ? Number(text) : 0
  const ticks = pid > 1 ? parts.processes.startTicks(pid) : null
  if (pid > 1 && parts.processes.alive(pid) && isProxy(parts.config, pid)) {
    parts.log.warn(`A proxy of an earlier hub still runs as process ${pid}; ending it`)
    await end(parts, pid, ticks)
  } else {
    parts.log.info(`${pidFile} names no running proxy; removing it`)
  }
  removeFiles(parts.config, pidFile)
}

/** The pid may have gone to another program since: only what really is the proxy is ended. */
function isProxy(config: Config, pid: number): boolean {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")
    const names = [config.get("ConfigurableHTTPProxy.command")[0] ?? "", "configurable-http-proxy"].map(n =>
      basename(n),
    )
    return argv.includes("--error-target") && argv.some(part => names.includes(basename(part)))
  } catch {
    return false
  }
}

async function end(parts: ChpParts, pid: number, ticks: number | null): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (!parts.processes.alive(pid, ticks) || !parts.processes.signal(pid, signal)) return
    const deadline = parts.clock.monotonic() + stopWithinMs
    while (parts.processes.alive(pid, ticks) && parts.clock.monotonic() < deadline) await parts.clock.sleep(lookEveryMs)
  }
}

/** Setting to path, where the proxy listens on sockets. */
function socketsOf(config: Config): ReadonlyMap<string, string> {
  const settings = ["JupyterHub.bind_url", "ConfigurableHTTPProxy.api_url"] as const
  return new Map(
    settings.flatMap(setting => {
      const path = socketOf(config.get(setting))
      return path === null ? [] : [[setting, path] as const]
    }),
  )
}

function pidFileOf(config: Config): string | null {
  const name = config.get("ConfigurableHTTPProxy.pid_file")
  return name === "" ? null : resolve(config.cwd, name)
}

/** Sockets that are left behind keep the next proxy from listening. */
function removeFiles(config: Config, pidFile: string | null): void {
  for (const path of socketsOf(config).values()) removeSocket(path)
  if (pidFile !== null) rmSync(pidFile, { force: true })
}
