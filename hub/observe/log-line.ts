/** One entry of the log as text: `[I 2026-11-23 04:24:24.121 JupyterHub name] message key=value`. */

import type { LogFormat } from "./log-format.ts"

export interface LogEntry {
  /** pino's numbers: 20 debug to 60 fatal. */
  readonly level: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly name: string
  readonly message: string
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Ends with a line feed. A stack follows on lines of its own, indented, so that none can pass for an entry. */
export function logLine(entry: LogEntry, format: LogFormat = ownFormat): string {
  const parts = Object.entries(entry.fields ?? {}).filter(([, value]) => value !== undefined)
  const fields = parts.filter(([, value]) => !isStack(value)).map(([key, value]) => ` ${key}=${shown(key, value)}`)
  const stacks = parts.flatMap(([, value]) => (isStack(value) ? value.stack.split("\n") : []))
  const { time, name } = entry
  const message = `${inert(entry.message)}${fields.join("")}`
  return `${[format({ level: levels[entry.level] ?? "INFO", time, name, message }), ...stacks.map(line => `    ${inert(line)}`)].join("\n")}\n`
}

const ownFormat: LogFormat = ({ level, time, name, message }) => `[${level[0]} ${localTime(time)} ${name}] ${message}`

const levels: Readonly<Record<number, Parameters<LogFormat>[0]["level"]>> = {
  10: "DEBUG",
  20: "DEBUG",
  30: "INFO",
  40: "WARNING",
  50: "ERROR",
  60: "CRITICAL",
}

/** Whatever a client put into a name or a header stays on its line and does nothing to a terminal. */
function inert(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, c => {
    const code = c.charCodeAt(0)
    if (c === "\n") return "\\n"
    if (c === "\t") return " "
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`
  })
}

const secret = /(^|_)(token|password|secret|authorization|cookie|cookie_id)$/i

function shown(key: string, value: unknown): string {
  if (secret.test(key) && value !== null) return "[secret]"
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "")
  return typeof value === "string" && /[\s"=]/.test(text) ? inert(JSON.stringify(text)) : inert(text)
}

function isStack(value: unknown): value is { stack: string } {
  return typeof value === "object" && value !== null && typeof (value as { stack?: unknown }).stack === "string"
}

/** In the machine's time zone, as Python's logging has it. */
function localTime(ms: number): string {
  const time = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return time.toISOString().slice(0, 23).replace("T", " ")
}
