/** The kind of `Application.log_level`: a name in any case, or the number that Python's logging gives it. */
import { type Kind, WrongType } from "../kind.ts"

type LogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR" | "CRITICAL"

const levels: ReadonlyMap<string, LogLevel> = new Map([
  ["0", "DEBUG"],
  ["10", "DEBUG"],
  ["20", "INFO"],
  ["30", "WARN"],
  ["40", "ERROR"],
  ["50", "CRITICAL"],
  ["DEBUG", "DEBUG"],
  ["INFO", "INFO"],
  ["WARN", "WARN"],
  ["WARNING", "WARN"],
  ["ERROR", "ERROR"],
  ["CRITICAL", "CRITICAL"],
])

export const logLevel: Kind<LogLevel> = {
  label: "DEBUG, INFO, WARN, ERROR, CRITICAL, or one of 0, 10, 20, 30, 40, 50",
  parse(value) {
    const level =
      typeof value === "string" || typeof value === "number" ? levels.get(String(value).toUpperCase()) : null
    if (!level) throw new WrongType(logLevel.label, value)
    return level
  },
  fromText: text => (/^\d+$/.test(text) ? Number(text) : text),
}
