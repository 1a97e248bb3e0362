/** How the hub's own requests to servers, services and its proxy connect, where the site says so by aiohttp's names. */
import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"

export interface OwnConnections {
  /** For https and for http. Absent: as every request sees fit. */
  readonly agent?: (secure: boolean) => HttpAgent
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds that a request may take; null is the request's own limit. */
  readonly timeoutMs: number | null
  readonly localAddress?: string
}

type Dict = Readonly<Record<string, unknown>>

/** `JupyterHubHTTPClient.connector_options` and `session_options`; what is in them and does not count is told at the start. */
export function ownConnections(connector: Dict, session: Dict): OwnConnections {
  const [localAddress] = Array.isArray(connector.local_addr) ? connector.local_addr : []
  return {
    ...agentOf(connector),
    headers: textsOf(session.headers),
    timeoutMs: timeoutOf(session.timeout),
    ...(typeof localAddress === "string" ? { localAddress } : {}),
  }
}

function agentOf(connector: Dict): Pick<OwnConnections, "agent"> {
  const [total, perHost] = [limitOf(connector.limit), limitOf(connector.limit_per_host)]
  if (total === null && perHost === null && connector.force_close !== true) return {}
  const options = {
    keepAlive: false,
    maxTotalSockets: total ?? Number.POSITIVE_INFINITY,
    maxSockets: perHost ?? Number.POSITIVE_INFINITY,
  }
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) }
  return { agent: secure => (secure ? agents.https : agents.http) }
}

/** 0 is no limit. */
function limitOf(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
}

/** aiohttp's ClientTimeout: of its limits the one for the whole request. */
function timeoutOf(value: unknown): number | null {
  const total = typeof value === "object" && value !== null && "total" in value ? value.total : value
  return typeof total === "number" && total > 0 ? 1000 * total : null
}
