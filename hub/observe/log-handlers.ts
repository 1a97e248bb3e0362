/** A further place for the log: handlers of Python's logging that the site set. */
import type { PyRef } from "../plugin/context.ts"
import { type LogEntry, logLine } from "./log-line.ts"

type Call = (fn: PyRef, args: readonly unknown[]) => Promise<unknown>

/** What they raise is said once, past the log: an entry about it would go the same way. */
export function logHandlers(record: PyRef, call: Call, complain: (text: string) => void): (entry: LogEntry) => void {
  let failed = false
  return entry => {
    // As it stands in the hub's own log, without its beginning: fields and stacks, and no secret.
    const message = logLine(entry, parts => parts.message).trimEnd()
    call(record, [names[entry.level] ?? "INFO", entry.name, message, entry.time]).catch(error => {
      if (!failed) complain(`The log handlers of the configuration failed: ${error.message}\n`)
      failed = true
    })
  }
}

const names: Readonly<Record<number, string>> = {
  10: "DEBUG",
  20: "DEBUG",
  30: "INFO",
  40: "WARNING",
  50: "ERROR",
  60: "CRITICAL",
}
