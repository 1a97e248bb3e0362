/** A line of the log by the site's template of Python's logging, `Application.log_format` and `log_datefmt`. */
import { strftime } from "./strftime.ts"

interface LogParts {
  readonly level: "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL"
  /** Milliseconds since 1970. */
  readonly time: number
  readonly name: string
  /** Already harmless: no line feed, no terminal codes. */
  readonly message: string
}

export type LogFormat = (parts: LogParts) => string

/** What is no field of ours (`%(pathname)s`) is empty, as Python's colours are where nobody watches. */
export function logFormat(template: string, datefmt: string): LogFormat {
  return parts =>
    template.replace(/%(?:%|\((\w+)\)([-0 ]*)(\d*)(?:\.(\d+))?([sdf]))/g, (all, ...found: string[]) => {
      if (all === "%%") return "%"
      const [field = "", flags = "", width = "", precision = "", kind = "s"] = found
      const value = fields[field]?.(parts, datefmt) ?? ""
      const text = kind === "s" && precision ? value.slice(0, Number(precision)) : value
      const padded = kind === "d" && precision ? text.padStart(Number(precision), "0") : text
      const zero = flags.includes("0") && kind !== "s" ? "0" : " "
      return flags.includes("-") ? padded.padEnd(Number(width)) : padded.padStart(Number(width), zero)
    })
}

const numbers = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const

const fields: Readonly<Record<string, (parts: LogParts, datefmt: string) => string>> = {
  name: ({ name }) => name,
  message: ({ message }) => message,
  levelname: ({ level }) => level,
  levelno: ({ level }) => String(numbers[level]),
  // traitlets' own: the level where it is one to look at.
  highlevel: ({ level }) => (numbers[level] > numbers.INFO ? ` ${level} |` : ""),
  asctime: ({ time }, datefmt) => strftime(local(time), datefmt),
  msecs: ({ time }) => String(time % 1000),
  created: ({ time }) => (time / 1000).toFixed(6),
  process: () => String(process.pid),
  processName: () => "MainProcess",
  threadName: () => "MainThread",
  module: ({ name }) => name.split(" ").at(-1)?.toLowerCase() ?? "",
  lineno: () => "1",
}

/** Shown as if in UTC: strftime knows no other. */
function local(time: number): Date {
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000)
}
