/** The hub's log: pino's levels and streams, in the line format that JupyterHub's readers (fail2ban and people) know. */
import { pino } from "pino"
import type { Log } from "../plugin/context.ts"
import type { LogFormat } from "./log-format.ts"
import { type LogEntry, logLine } from "./log-line.ts"

export interface LogStream {
  write(line: string): void
}

const levels = {
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  WARNING: "warn",
  ERROR: "error",
  CRITICAL: "fatal",
} as const

interface LogOptions {
  /** The site's own template of a line. */
  readonly format?: LogFormat
  /** Gets every entry too. */
  readonly also?: (entry: LogEntry) => void
}

/** `level` is a name as in `Application.log_level`, in any case. The default stream is stderr, written at once. */
export function createLog(
  level: string,
  stream: LogStream = pino.destination({ dest: 2, sync: true }),
  { format, also }: LogOptions = {},
): Log {
  const known = levels[level.toUpperCase() as keyof typeof levels] ?? "info"
  const formatted = {
    write(json: string) {
      const entry = JSON.parse(json) as LogEntry
      stream.write(logLine(entry, format))
      also?.(entry)
    },
  }
  return wrap(pino({ level: known, base: null, messageKey: "message" }, formatted), "JupyterHub")
}

function wrap(logger: pino.Logger, name: string): Log {
  const say = (level: "debug" | "info" | "warn" | "error") => (message: string, fields?: Record<string, unknown>) => {
    if (logger.isLevelEnabled(level)) logger[level]({ name, fields: fields && plain(fields) }, message)
  }
  return {
    debug: say("debug"),
    info: say("info"),
    warn: say("warn"),
    error: say("error"),
    child: child => wrap(logger, `JupyterHub ${child}`),
  }
}

/** Errors as their stacks, causes included: JSON would make them empty objects. */
function plain(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? told(value) : value]),
  )
}

function told(error: Error): { stack: string } {
  const own = error.stack ?? `${error.name}: ${error.message}`
  return { stack: error.cause instanceof Error ? `${own}\ncaused by ${told(error.cause).stack}` : own }
}
