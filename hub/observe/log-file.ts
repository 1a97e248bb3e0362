/** A second place for the log's lines: the file of --log-file, appended to, its owner's alone. */
import { pino } from "pino"
import type { LogStream } from "./log.ts"

export function alsoToFile(path: string, stream: LogStream): LogStream {
  const file = pino.destination({ dest: path, append: true, sync: true, mode: 0o600 })
  return {
    write(line) {
      stream.write(line)
      file.write(line)
    },
  }
}
