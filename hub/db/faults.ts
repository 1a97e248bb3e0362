/** What a driver's error means: the database is away or busy (a Fault 503), or a constraint that the caller asks about. */
import { Fault } from "../plugin/errors.ts"

interface DriverError {
  readonly code?: string
  readonly errno?: number
  readonly message?: string
  readonly fatal?: boolean
}

/** Turns "away" and "busy" into a Fault 503; every other error stays what it is. */
export function faultOf(error: unknown, label: string): unknown {
  if (error instanceof Fault) return error
  if (isBusy(error)) {
    return new Fault(503, "The database is locked by somebody else. Try again in a moment", {
      code: "database-busy",
      headers: { "Retry-After": "2" },
      cause: error,
    })
  }
  return isAway(error) ? awayFault(error, label) : error
}

/** Whoever asks learns no more of it than that. Every error while a connection is made means that the database cannot be reached. */
export function awayFault(error: unknown, label: string): Fault {
  const { code, message } = error as DriverError
  const why = message === undefined || message === "" ? (code ?? "no answer") : message
  return new Fault(503, "The database cannot be reached. Try again in a moment", {
    code: "database-away",
    why: `${label}: ${why}`,
    headers: { "Retry-After": "5" },
    cause: error,
  })
}

/** A transaction that the database ended for the sake of another: it may be run again from its start. */
export function isRetryable(error: unknown): boolean {
  const { code } = error as DriverError
  return code === "40001" || code === "40P01" || code === "ER_LOCK_DEADLOCK" || code === "ER_CHECKREAD"
}

export function isUniqueViolation(error: unknown): boolean {
  const { code, message } = error as DriverError
  if (code === "23505" || code === "ER_DUP_ENTRY") return true
  return code === "SQLITE_CONSTRAINT" && /UNIQUE constraint failed/.test(message ?? "")
}

/** A value that a column cannot hold: a number beyond its range, a text that is too long or has characters that it does not take. */
export function isUnstorable(error: unknown): boolean {
  return unstorable.has((error as DriverError).code ?? "")
}

const unstorable: ReadonlySet<string> = new Set([
  ...["22001", "22003", "22007", "22008", "22021", "22P05"],
  ...["ER_DATA_TOO_LONG", "ER_WARN_DATA_OUT_OF_RANGE"],
  ...["ER_TRUNCATED_WRONG_VALUE", "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD"],
])

function isBusy(error: unknown): boolean {
  const { code } = error as DriverError
  return code === "SQLITE_BUSY" || code === "SQLITE_LOCKED" || code === "ER_LOCK_WAIT_TIMEOUT" || code === "55P03"
}

const awayCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
  "ER_SERVER_SHUTDOWN",
  "ER_CON_COUNT_ERROR",
  "ER_CONNECTION_KILLED",
  "SQLITE_CANTOPEN",
  "SQLITE_IOERR",
  "SQLITE_FULL",
  "SQLITE_READONLY",
  "SQLITE_NOTADB",
  "SQLITE_CORRUPT",
  "ER_DISK_FULL",
  "ER_RECORD_FILE_FULL",
  "ER_OPTION_PREVENTS_STATEMENT",
])

/** The server or file cannot be reached, or the connection to it is lost. */
export function isAway(error: unknown): boolean {
  const { code, message, fatal } = error as DriverError
  if (code !== undefined && awayCodes.has(code)) return true
  // PostgreSQL: class 08 is the connection, 57P0x an operator's shutdown, 53xxx no resources, 25006 a standby that takes no writes.
  if (code !== undefined && /^(08...|57P0.|53...|25006)$/.test(code)) return true
  if (fatal === true) return true
  return /Connection terminated|Connection ended|Client has encountered a connection error|closed state/.test(
    message ?? "",
  )
}
