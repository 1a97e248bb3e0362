/** Makes a server prove that it holds its own token, before a route leads people to it: on a shared node anybody may listen on a port. */
import { randomUUID } from "node:crypto"
import { findOAuthCode, insertOAuthCode, takeOAuthCode } from "../../db/oauth.ts"
import type { RunRow } from "../../db/rows.ts"
import { deleteTokensOfSession } from "../../db/tokens.ts"
import { Fault } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { serverUrl } from "../public-urls.ts"
import { randomAlphanumeric } from "../users/token-hash.ts"
import { askServer, type ServerAnswer } from "./ask-server.ts"
import { serverClientId } from "./server-client-id.ts"

const stepMs = 15_000
const codeSeconds = 60

/**
 * The hub plays a browser that logs in: the server sends it to the hub, the hub gives out a code, and only who has the
 * server's secret can turn that code into a token. `url` is the server's own, ending in its path. Throws a Fault.
 */
export async function proveIdentity(core: Core, run: RunRow, url: string, signal?: AbortSignal): Promise<void> {
  const login = await sentToLogin(url, core, signal)
  const clientId = serverClientId(run.user_name, run.server_name)
  if (login.params.get("client_id") !== clientId) throw impostor("it asks for the login of another server")
  const sessionId = `identity-proof-${randomUUID()}`
  const code = await giveCode(core, run, clientId, sessionId, login.params)
  const query = new URLSearchParams({ code, state: login.params.get("state") ?? "" })
  try {
    await get(`${url}oauth_callback?${query}`, login.cookies, core, signal)
    const unused = await findOAuthCode(core.db, clientId, code)
    if (unused === null) return
    await takeOAuthCode(core.db, unused.id)
  } finally {
    if (run.user_id !== null) await deleteTokensOfSession(core.db, run.user_id, sessionId)
  }
  throw impostor("it could not show that it holds the server's token")
}

/** Follows the server's own redirects until it names the hub's authorization page. */
async function sentToLogin(
  url: string,
  ways: Pick<Core, "tls" | "connections">,
  signal?: AbortSignal,
): Promise<{ params: URLSearchParams; cookies: Cookies }> {
  const cookies: Cookies = new Map()
  let at = new URL(url)
  for (let hop = 0; hop < 5; hop++) {
    const response = await get(at.href, cookies, ways, signal)
    const { location } = response.headers
    if (response.status < 300 || response.status > 399 || location === undefined) {
      throw impostor(`it lets people in without a login (it answered with ${response.status})`)
    }
    const next = new URL(location, at)
    if (next.pathname.endsWith("/api/oauth2/authorize")) return { params: next.searchParams, cookies }
    if (next.origin !== at.origin) throw impostor("it sends people somewhere else")
    at = next
  }
  throw impostor("it does not send people to the hub's login")
}

async function giveCode(
  core: Core,
  run: RunRow,
  clientId: string,
  sessionId: string,
  params: URLSearchParams,
): Promise<string> {
  const code = randomAlphanumeric(30)
  await insertOAuthCode(core.db, {
    client_id: clientId,
    code,
    expires_at: Math.floor(core.clock.now().getTime() / 1000) + codeSeconds,
    redirect_uri:
      params.get("redirect_uri") ?? `${serverUrl(core.config, run.user_name, run.server_name)}oauth_callback`,
    session_id: sessionId,
    user_id: run.user_id ?? 0,
    scopes: [
      `access:servers!server=${run.user_name}/${run.server_name}`,
      "read:users:groups!user",
      "read:users:name!user",
    ],
    code_challenge: params.get("code_challenge"),
    code_challenge_method: params.get("code_challenge_method"),
  })
  return code
}

type Cookies = Map<string, string>

/** One request of the played browser; cookies that the answer sets are kept. */
async function get(
  url: string,
  cookies: Cookies,
  ways: Pick<Core, "tls" | "connections">,
  signal?: AbortSignal,
): Promise<ServerAnswer> {
  const limit = AbortSignal.timeout(stepMs)
  const headers = {
    accept: "text/html",
    "sec-fetch-mode": "navigate",
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
  }
  const both = signal ? AbortSignal.any([signal, limit]) : limit
  const response = await askServer(url, { headers, signal: both }, ways).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw impostor("it stopped answering", cause)
  })
  for (const line of response.headers["set-cookie"] ?? []) {
    const [pair = ""] = line.split(";")
    cookies.set(pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1).trim())
  }
  return response
}

function impostor(why: string, cause?: unknown): Fault {
  const message = `What answers at the server's address is not this server: ${why}.`
  return new Fault(502, message, { code: "identity", cause })
}
