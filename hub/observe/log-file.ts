/** Where the log's lines go: to an open file, such as standard error, and to that of --log-file, its owner's alone. A disk that is full costs lines, never the hub. */
import { openSync, writeSync } from "node:fs"
import type { LogStream } from "./log.ts"

const mostTries = 100

export function alsoToFile(path: string, stream: LogStream): LogStream {
  const descriptor = openSync(path, "a", 0o600)
  const file = toDescriptor(descriptor, text => stream.write(`The log file ${path} ${text}\n`))
  return {
    write(line) {
      stream.write(line)
      file.write(line)
    },
  }
}

/** Lines that cannot be written are dropped: `complain` learns of it once, and once more when they can be written again. */
export function toDescriptor(descriptor: number, complain: (text: string) => void = () => {}): LogStream {
  let lost = 0
  /** A line was cut off in the middle. */
  let torn = false
  return {
    write(line) {
      const text = Buffer.from(torn ? `\n${line}` : line)
      const { written, error } = writeAll(descriptor, text)
      if (error === null) {
        torn = false
        if (lost > 0) complain(`can be written to again; ${lost} lines are missing there`)
        lost = 0
        return
      }
      torn ||= written > 0
      lost += 1
      if (lost === 1) complain(`cannot be written to, its lines are lost until it can: ${(error as Error).message}`)
    },
  }
}

function writeAll(descriptor: number, text: Buffer): { readonly written: number; readonly error: unknown } {
  let written = 0
  for (let tries = 0; ; ) {
    try {
      written += writeSync(descriptor, text, written)
      if (written === text.length) return { written, error: null }
    } catch (error) {
      // A reader of the pipe that is slow for a moment.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN" || ++tries > mostTries) return { written, error }
    }
  }
}
