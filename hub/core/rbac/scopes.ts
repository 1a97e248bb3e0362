/** The scope table: every scope of JupyterHub 6.1, what it permits, and which narrower scopes it includes. */
import type { Config } from "../../config/config.ts"
import { Refusal } from "../../plugin/errors.ts"
import { withCarmeScopes } from "./carme-scopes.ts"
import type { ScopeDefinition, ScopeTable } from "./scope-table.ts"

export const scopeTable = {
  "(no_scope)": { description: "Learn who you are." },
  self: { description: "Your own resources" },
  inherit: { description: "Everything that you may do" },
  "admin-ui": { description: "Open the admin page; what can be done there takes further scopes." },
  "admin:users": {
    description:
      "Read, change, create and delete users and their authentication state, but not their servers and tokens. As good as full rights.",
    subscopes: ["admin:auth_state", "users", "read:roles:users", "delete:users"],
  },
  "admin:auth_state": { description: "Read the authentication state of users." },
  users: {
    description: "Read and change users, but not their servers, tokens and authentication state.",
    subscopes: ["read:users", "list:users", "users:activity"],
  },
  "delete:users": { description: "Delete users." },
  "list:users": { description: "List users, by name at least.", subscopes: ["read:users:name"] },
  "read:users": {
    description: "Read user models (including the URL of the default server if it is running).",
    subscopes: ["read:users:name", "read:users:groups", "read:users:activity"],
  },
  "read:users:name": { description: "Read the names of users." },
  "read:users:groups": { description: "Read which groups users are in." },
  "read:users:activity": { description: "Read when users were last active." },
  "read:roles": {
    description: "Read who has which roles.",
    subscopes: ["read:roles:users", "read:roles:services", "read:roles:groups"],
  },
  "read:roles:users": { description: "Read the roles of users." },
  "read:roles:services": { description: "Read the roles of services." },
  "read:roles:groups": { description: "Read the roles of groups." },
  "users:activity": { description: "Report the activity of users.", subscopes: ["read:users:activity"] },
  "admin:servers": {
    description: "Read, start, stop, create and delete servers, and read their state.",
    subscopes: ["admin:server_state", "servers"],
  },
  "admin:server_state": { description: "Read and change the state that servers keep." },
  servers: {
    description: "Start and stop servers.",
    subscopes: ["read:servers", "start:servers", "delete:servers"],
  },
  "read:servers": {
    description: "Read the names of users and their servers, without the servers' state.",
    subscopes: ["read:users:name"],
  },
  "start:servers": { description: "Start servers, and change them while they are stopped." },
  "delete:servers": { description: "Stop and delete servers." },
  tokens: { description: "Read, create, change and delete tokens of users.", subscopes: ["read:tokens"] },
  "read:tokens": { description: "Read user tokens." },
  "admin:groups": {
    description: "Read, change, create and delete groups.",
    subscopes: ["groups", "read:roles:groups", "delete:groups"],
  },
  groups: {
    description: "Read and change groups and who is in them, which may change what these users may do.",
    subscopes: ["read:groups", "list:groups"],
  },
  "list:groups": { description: "List groups, by name at least.", subscopes: ["read:groups:name"] },
  "read:groups": { description: "Read group models.", subscopes: ["read:groups:name"] },
  "read:groups:name": { description: "Read the names of groups." },
  "delete:groups": { description: "Delete groups." },
  "admin:services": {
    description: "Read, change, create and delete services that are not in the configuration file.",
    subscopes: ["list:services", "read:services", "read:roles:services"],
  },
  "list:services": { description: "List services, by name at least.", subscopes: ["read:services:name"] },
  "read:services": { description: "Read services.", subscopes: ["read:services:name"] },
  "read:services:name": { description: "Read the names of services." },
  "read:hub": { description: "Read how the hub is set up." },
  "access:servers": { description: "Use servers, in the browser or by their API." },
  "access:services": { description: "Use services, in the browser or by their API." },
  "users:shares": {
    description: "Read and give up access to servers that others share with a user.",
    subscopes: ["read:users:shares"],
  },
  "read:users:shares": { description: "Read which servers are shared with a user." },
  "groups:shares": {
    description: "Read and give up access to servers that others share with a group.",
    subscopes: ["read:groups:shares"],
  },
  "read:groups:shares": { description: "Read which servers are shared with a group." },
  "read:shares": { description: "Read who has access to shared servers." },
  shares: {
    description: "Share servers and take shared access back.",
    subscopes: ["access:servers", "read:shares", "users:shares", "groups:shares"],
  },
  proxy: { description: "Read the proxy's routes, check them now, and name another proxy." },
  shutdown: { description: "Shut the hub down." },
  "read:metrics": { description: "Read the metrics." },
} as const satisfies ScopeTable

export type BuiltInScope = keyof typeof scopeTable

/** The scopes of JupyterHub and carme-hub with the site's `custom_scopes`. Throws Refusal for a custom scope that is not well formed. */
export function scopesOf(config: Config): ScopeTable {
  const known = tables.get(config)
  if (known) return known
  const custom = config.get("JupyterHub.custom_scopes") as Readonly<Record<string, unknown>>
  const table: ScopeTable = { ...withCarmeScopes(scopeTable), ...parseCustomScopes(custom) }
  tables.set(config, table)
  return table
}

const tables = new WeakMap<Config, ScopeTable>()
const customName = /^custom:[a-z0-9][a-z0-9_\-*:]+[a-z0-9_*]$/

export function parseCustomScopes(custom: Readonly<Record<string, unknown>>): ScopeTable {
  return Object.fromEntries(
    Object.entries(custom).map(([name, value]) => [name, parseCustomScope(name, value, custom)]),
  )
}

function parseCustomScope(name: string, value: unknown, all: Readonly<Record<string, unknown>>): ScopeDefinition {
  if (!customName.test(name)) {
    throw invalid(name, "its name must be custom:, then lower-case letters, digits and -_:*, not ending in - or :")
  }
  const { description, subscopes } = (value ?? {}) as { description?: unknown; subscopes?: unknown }
  if (typeof description !== "string") throw invalid(name, "it needs a description")
  if (subscopes === undefined) return { description }
  if (!Array.isArray(subscopes) || !subscopes.every(s => typeof s === "string")) {
    throw invalid(name, "its subscopes must be a list of strings")
  }
  const missing = subscopes.find(s => !Object.hasOwn(all, s))
  if (missing !== undefined) throw invalid(name, `its subscope ${missing} is not a custom scope that is defined`)
  return { description, subscopes }
}

function invalid(name: string, why: string): Refusal {
  return new Refusal(400, `JupyterHub.custom_scopes: ${JSON.stringify(name)} cannot be used: ${why}.`)
}
