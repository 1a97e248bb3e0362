/** Tokens that the configuration holds, in the database: of services, and of users in the older `api_tokens`. */
import type { Queryable } from "../../db/db.ts"
import type { ServiceRow } from "../../db/rows.ts"
import { insertService, listServices } from "../../db/services.ts"
import { findTokenCandidates } from "../../db/tokens.ts"
import type { Core } from "../core.ts"
import { matchesHash, tokenPrefix } from "../users/token-hash.ts"
import { issueToken } from "../users/tokens.ts"
import { normalizedName } from "../users/user-names.ts"
import { configuredUsers } from "./start-users.ts"

export async function loadTokens(core: Core, ofServices: ReadonlyMap<string, string>): Promise<void> {
  const services = new Map([...Object.entries(core.config.get("JupyterHub.service_tokens")), ...ofServices])
  const users = new Map(Object.entries(core.config.get("JupyterHub.api_tokens")))
  if (services.size + users.size === 0) return
  await core.db.tx(async db => {
    const known = await loaded(core, db, [...services.keys(), ...users.keys()])
    await loadServiceTokens(core, db, without(services, known))
    await loadUserTokens(core, db, without(users, known))
  })
}

/** Those that are in the database, whosever they are. */
async function loaded(core: Core, db: Queryable, tokens: readonly string[]): Promise<ReadonlySet<string>> {
  const prefixes = [...new Set(tokens.map(tokenPrefix))]
  const rows = await findTokenCandidates(db, prefixes, core.clock.now())
  const isThere = (token: string) =>
    rows.some(row => row.prefix === tokenPrefix(token) && matchesHash(row.hashed, token))
  return new Set(tokens.filter(isThere))
}

async function loadServiceTokens(core: Core, db: Queryable, tokens: ReadonlyMap<string, string>): Promise<void> {
  const services = new Map((await listServices(db)).map(service => [service.name, service]))
  for (const [token, name] of tokens) {
    const service = services.get(name) ?? (await implicitService(core, db, name))
    services.set(name, service)
    await load(core, db, token, { service })
  }
}

async function loadUserTokens(core: Core, db: Queryable, tokens: ReadonlyMap<string, string>): Promise<void> {
  const users = await configuredUsers(core, db, [...tokens.values()], "JupyterHub.api_tokens")
  const byName = new Map(users.map(user => [user.name, user]))
  for (const [token, name] of tokens) {
    const user = byName.get(normalizedName(core.config, name))
    if (user) await load(core, db, token, { user })
  }
}

async function load(
  core: Core,
  db: Queryable,
  token: string,
  owner: Pick<Parameters<typeof issueToken>[1], "user" | "service">,
): Promise<void> {
  const trusted = core.config.get("JupyterHub.trust_user_provided_tokens")
  await issueToken(core, { ...owner, token, trusted, note: "from config", scopes: ["inherit"] }, db)
}

async function implicitService(core: Core, db: Queryable, name: string): Promise<ServiceRow> {
  core.log.warn(`There is a token for the service ${name}, which JupyterHub.services does not have: it is made`)
  return insertService(db, {
    name,
    admin: false,
    url: null,
    oauth_client_allowed_scopes: null,
    info: null,
    display: true,
    oauth_no_confirm: false,
    from_config: true,
    oauth_client_id: null,
    pid: null,
  })
}

function without(tokens: ReadonlyMap<string, string>, known: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map([...tokens].filter(([token]) => !known.has(token)))
}
