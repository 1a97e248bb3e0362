/** An answer as far as two hubs can be expected to give the same one. */
import type { Answer } from "../../support/client.ts"
import type { ComparedHub } from "./two-hubs.ts"

export interface Compared {
  readonly status: number
  readonly type: string
  readonly location: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON without what time and chance decide; null for a page, whose words are the hub's own. */
  readonly body: unknown
}

const compareHeaders = [
  "access-control-allow-origin",
  "access-control-allow-headers",
  "cache-control",
  "content-security-policy",
  "retry-after",
  "x-jupyterhub-version",
]

export function compared(hub: ComparedHub, answer: Answer): Compared {
  const text = (value: string) => neutral(hub, value)
  const type = String(answer.headers["content-type"] ?? "").split(";")[0] ?? ""
  return {
    status: answer.status,
    type: answer.text === "" ? "" : type,
    location: text(answer.headers.location ?? ""),
    headers: Object.fromEntries(compareHeaders.map(name => [name, String(answer.headers[name] ?? "")])),
    body: type === "application/json" ? json(answer.text, text) : null,
  }
}

function json(raw: string, text: (value: string) => string): unknown {
  if (raw === "") return ""
  try {
    return withoutDetail(strip("", JSON.parse(raw), text))
  } catch {
    return raw
  }
}

const details = new Set(["code", "limit", "used", "asked", "allowed"])

/** What carme-hub adds to the two fields of an error, for programs. */
function withoutDetail(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("status" in body && "message" in body)) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !details.has(name)))
}

const times = new Set(["created", "last_activity", "started", "expires_at", "created_at", "last_exchanged_at"])
const timeForm = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{3,6})?(Z|\+00:00)$/
/** JupyterHub says null or {} for nothing, as it has the server in memory or not. */
const emptied = new Set(["state", "user_options"])
const chance = new Set(["id", "token_id", "token", "session_id", "pid", "code"])

function strip(key: string, value: unknown, text: (value: string) => string): unknown {
  if (typeof value === "string") {
    if (times.has(key)) return timeForm.test(value) ? "<time>" : value
    if (chance.has(key)) return `<${key}>`
    return text(value)
  }
  if (value === null && emptied.has(key)) return {}
  if (chance.has(key) && typeof value === "number" && value !== 0) return `<${key}>`
  if (Array.isArray(value)) {
    const items = value.map(item => strip("", item, text))
    // Sets in a list's clothes: both hubs give them in any order.
    return items.every(item => typeof item === "string") ? items.sort() : items
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([name, item]) => [text(name), strip(name, item, text)] as const)
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  return value
}

/** Without the hub's ports and folder, and with the scopes of a message in order. */
function neutral(hub: ComparedHub, value: string): string {
  return value
    .replaceAll(hub.folder, "<folder>")
    .replace(/\b127\.0\.0\.1:\d+/g, "<address>")
    .replace(/\bcode=[\w-]{43}$/, "code=<code>")
    .replace(/(?<=^Not assigning requested scopes )\S+/, scopes => scopes.split(",").sort().join(","))
}
