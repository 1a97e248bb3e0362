/** Child processes: the one file that starts them. argv arrays only, and nothing of the hub's environment is inherited. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process"
import { closeSync, constants, openSync } from "node:fs"
import type { Readable, Writable } from "node:stream"
import type { DaemonOptions, Exec, ExecOptions, ExecResult, StartDaemon } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"
import { quoteForFarShells } from "../plugin/far-shell.ts"
import { processes } from "./processes.ts"

const defaultTimeoutMs = 30_000
const defaultMaxBytes = 16 * 1024 * 1024
const bareEnv = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" }

/** Runs to its end. It leads a process group of its own, so that a timeout ends its children too. */
export const exec: Exec = async (argv, options = {}) => {
  const child = start(argv, { ...spawnOptions(options), detached: true, stdio: ["pipe", "pipe", "pipe"] })
  await started(argv, child)
  feed(child.stdin, options.input)
  return collect(child, options)
}

/** Starts a session leader that outlives the hub (which has to exit by process.exit to leave it behind); its output goes to `logFile` or to the hub's stderr. */
export const startDaemon: StartDaemon = async (argv, options = {}) => {
  const output = options.logFile === undefined ? 2 : openLog(options.logFile)
  try {
    const stdin = options.input === undefined ? "ignore" : "pipe"
    const plan = withGroups(argv, options)
    const child = withUmask(options.umask, () =>
      start(plan.argv, { ...spawnOptions(plan.options), detached: true, stdio: [stdin, output, output] }),
    )
    const pid = await started(plan.argv, child)
    if (stdin === "pipe") feed(child.stdin, options.input)
    return { pid, ended: exitCode(child) }
  } finally {
    if (output !== 2) closeSync(output)
  }
}

/** A child that the hub talks to over pipes and that ends with the hub. */
interface Piped {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** Resolves when the process has ended, with its exit code or null for a signal. */
  readonly ended: Promise<number | null>
}

export async function startPiped(argv: readonly string[], options: ExecOptions = {}): Promise<Piped> {
  // The hub's own stderr: what it starts may outlive the hub, and must not write into a pipe that nobody reads.
  const child = start(argv, { ...spawnOptions(options), stdio: ["pipe", "pipe", "inherit"] })
  const pid = await started(argv, child)
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Fault(500, `${argv[0]} was started without pipes`)
  // A write to a child that has just died is told by `ended`, not by an uncaught EPIPE.
  stdin.on("error", () => {})
  return { pid, stdin, stdout, ended: exitCode(child) }
}

function spawnOptions(options: ExecOptions): SpawnOptions {
  return {
    env: { ...(options.env ?? bareEnv) },
    shell: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  }
}

function start(argv: readonly string[], options: SpawnOptions): ChildProcess {
  const [file, ...args] = quoteForFarShells(argv)
  if (file === undefined || file === "") throw new Fault(500, "An empty command cannot be started")
  try {
    return spawn(file, args, options)
  } catch (cause) {
    throw cannotStart(argv, cause)
  }
}

function started(argv: readonly string[], child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve(child.pid ?? 0))
    child.once("error", cause => reject(cannotStart(argv, cause)))
  })
}

function cannotStart(argv: readonly string[], cause: unknown): Fault {
  const code = (cause as NodeJS.ErrnoException).code
  const why = code === "ENOENT" ? "no such program (or no such working folder)" : (cause as Error).message
  return new Fault(500, `Cannot start ${argv[0]}: ${why}`, { code: "cannot-start", cause })
}

function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise(resolve => child.once("exit", code => resolve(code)))
}

/** A child that ends without reading its input is no error of ours: what it said and its exit code tell the story. */
function feed(stdin: Writable | null, input: string | Buffer | undefined): void {
  stdin?.on("error", () => {})
  stdin?.end(input ?? "")
}

function collect(child: ChildProcess, options: ExecOptions): Promise<ExecResult> {
  const stdout = capped(child.stdout, options.maxBytes ?? defaultMaxBytes)
  const stderr = capped(child.stderr, options.maxBytes ?? defaultMaxBytes)
  const deadline = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs)
  return new Promise(resolve => {
    const finish = (timedOut: boolean) => {
      deadline.removeEventListener("abort", onTimeout)
      resolve({ code: child.exitCode, signal: child.signalCode, timedOut, stdout: stdout(), stderr: stderr() })
    }
    const onTimeout = () => {
      const overdue = child.exitCode === null && child.signalCode === null
      if (child.pid !== undefined) tryKillGroup(child.pid)
      // A grandchild that we may not kill (sudo's) would hold the pipes open for ever: do not wait for it.
      child.stdout?.destroy()
      child.stderr?.destroy()
      child.unref()
      finish(overdue)
    }
    deadline.addEventListener("abort", onTimeout, { once: true })
    child.once("close", () => finish(false))
    child.on("error", () => {})
  })
}

function capped(stream: Readable | null, maxBytes: number): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream?.on("data", (chunk: Buffer) => {
    const room = maxBytes - size
    if (room > 0) chunks.push(chunk.subarray(0, room))
    size += chunk.length
  })
  stream?.on("error", () => {})
  return () => Buffer.concat(chunks).toString("utf8")
}

function tryKillGroup(pid: number): void {
  try {
    processes.groupSignal(pid, "SIGKILL")
  } catch {
    // Not ours to kill, as below sudo; the caller learns of the timeout all the same.
  }
}

/** Node drops all supplementary groups when it changes the uid; setpriv (util-linux) sets those that belong to it. */
function withGroups(
  argv: readonly string[],
  options: DaemonOptions,
): { argv: readonly string[]; options: ExecOptions } {
  const { uid, gid, groups, ...rest } = options
  if (uid === undefined || gid === undefined || groups === undefined || process.getuid?.() !== 0) {
    return { argv, options }
  }
  const ids = groups.length === 0 ? "--clear-groups" : `--groups=${groups.join(",")}`
  return { argv: ["/usr/bin/setpriv", `--reuid=${uid}`, `--regid=${gid}`, ids, "--", ...argv], options: rest }
}

/** spawn has no umask of its own; the call is synchronous, so the hub's is back before anything else runs. */
function withUmask<T>(umask: number | undefined, fn: () => T): T {
  if (umask === undefined) return fn()
  const before = process.umask(umask)
  try {
    return fn()
  } finally {
    process.umask(before)
  }
}

/** A link laid into a user's folder must not make the hub write elsewhere. */
function openLog(file: string): number {
  return openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW, 0o600)
}
