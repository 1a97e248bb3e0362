/** /hub/token: a person's tokens, and those of applications that act for them. */
import { findOAuthClients } from "../../db/oauth.ts"
import type { ApiTokenRow } from "../../db/rows.ts"
import { listTokens } from "../../db/tokens.ts"
import { renderPage } from "../render/render.ts"
import { page } from "./page-row.ts"
import { ownUser } from "./target-user.ts"

export const tokenPage = page({
  path: "/token",
  summary: "The own tokens and authorized applications",
  handler: "jupyterhub.handlers.pages.TokenPageHandler",
  scopes: "identified",
  async handle(call) {
    const { core } = call
    const user = ownUser(call)
    const tokens = (await listTokens(core.db, { userId: user.id }, core.clock.now())).toSorted(byUse)
    const clients = new Map<string, ApiTokenRow[]>()
    for (const token of tokens) clients.set(token.client_id, [...(clients.get(token.client_id) ?? []), token])
    const own = clients.get("jupyterhub") ?? []
    clients.delete("jupyterhub")
    const rows = await findOAuthClients(core.db, [...clients.keys()])
    const descriptions = new Map(rows.map(row => [row.identifier, row.description]))
    const max = core.config.get("JupyterHub.token_expires_in_max_seconds")
    return await renderPage(call, "token", {
      api_tokens: own.map(token => ({ ...shown(token), api_id: `a${token.id}` })),
      oauth_clients: [...clients].map(([id, held]) => application(descriptions.get(id) || id, held)),
      token_expires_in_options: expirations(max),
      token_expires_in_max_seconds: max,
    })
  },
})

/** Never the hash: a template shows what it is handed. */
function shown({ note, created, last_activity, expires_at, scopes }: ApiTokenRow) {
  return { note, created, last_activity, expires_at, scopes }
}

/** Revoking one token of an application revokes them all: one row each. */
function application(description: string, tokens: readonly ApiTokenRow[]) {
  const used = tokens.map(token => token.last_activity).filter(time => time !== null)
  const created = tokens.map(token => token.created).filter(time => time !== null)
  return {
    description,
    token_id: `a${tokens[0]?.id}`,
    token_count: tokens.length,
    last_activity: used.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null,
    created: created.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
    scopes: [...new Set(tokens.flatMap(token => token.scopes))].sort(),
  }
}

function byUse(a: ApiTokenRow, b: ApiTokenRow): number {
  const time = (token: ApiTokenRow) => (token.last_activity ?? token.created)?.getTime() ?? 0
  return time(b) - time(a)
}

const hour = 3600
const choices = [
  { seconds: hour, label: "1 Hour" },
  { seconds: 24 * hour, label: "1 Day" },
  { seconds: 7 * 24 * hour, label: "1 Week" },
  { seconds: 30 * 24 * hour, label: "1 Month" },
  { seconds: 365 * 24 * hour, label: "1 Year" },
]

/** The last one is chosen at first: never, or the longest that the site allows. */
function expirations(max: number): readonly { readonly seconds: number | ""; readonly label: string }[] {
  if (max <= 0) return [...choices, { seconds: "", label: "Never" }]
  const within = choices.filter(choice => choice.seconds <= max)
  if (within.at(-1)?.seconds === max) return within
  const days = max / hour / 24
  const longest = days < 3 ? `${Math.round(max / hour)} hours` : `${Math.round(days)} days`
  return [...within, { seconds: "", label: `Max (${longest})` }]
}
