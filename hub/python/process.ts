/** The Python process as this side sees it: lines to it, lines from it, and its end. */
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable, Writable } from "node:stream"

interface Pipes {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  readonly ended: Promise<number | null>
}

/** Handed in, since only one file of the hub starts processes. */
export type StartPiped = (
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
) => Promise<Pipes>

export interface PythonProcess {
  readonly pid: number
  readonly ended: Promise<number | null>
  send(message: unknown): void
  /** The next line as JSON, or null at the end of its output. */
  receive(): Promise<unknown>
  /** Ends it by ending its input; one that hangs is killed when patience ends (5 s). */
  close(patienceMs?: number): Promise<void>
}

export function pythonProcess(pipes: Pipes): PythonProcess {
  const lines = createInterface({ input: pipes.stdout, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  return {
    pid: pipes.pid,
    ended: pipes.ended,
    send: message => void pipes.stdin.write(`${JSON.stringify(message)}\n`),
    async receive() {
      const line = await lines.next()
      return line.done ? null : JSON.parse(line.value)
    },
    async close(patienceMs = 5000) {
      pipes.stdin.end()
      const patience = AbortSignal.timeout(patienceMs)
      const hangs = once(patience, "abort").then(() => true)
      if (await Promise.race([pipes.ended.then(() => false), hangs])) process.kill(pipes.pid, "SIGKILL")
      await pipes.ended
    },
  }
}
