/** carme-hub's own scopes, and the scopes of JupyterHub that include them: whoever may read users may read their limits. */
import { baseOf } from "./scope-expand.ts"
import type { ScopeTable } from "./scope-table.ts"

export const carmeScopes = {
  "read:quotas": { description: "Read the limits of users, what they have used, and their projects." },
  "admin:quotas": {
    description: "Change the limits of roles, users and projects, and read what everybody has used.",
    subscopes: ["read:quotas"],
  },
  "read:containers": { description: "Read which containers users may use." },
  containers: {
    description: "Add, change, share and delete containers of users' own.",
    subscopes: ["read:containers"],
  },
  "admin:containers": {
    description: "Change the site's store of containers, and containers of everybody.",
    subscopes: ["containers"],
  },
  "read:reservations": { description: "Read the calendar of reservations." },
  reservations: {
    description: "Book, change and cancel reservations of users.",
    subscopes: ["read:reservations"],
  },
  "admin:reservations": {
    description: "Approve, change and cancel everybody's reservations.",
    subscopes: ["reservations"],
  },
} as const satisfies ScopeTable

/** Scope of JupyterHub -> ours that come with it, under the same filter. */
const includedBy: Readonly<Record<string, readonly (keyof typeof carmeScopes)[]>> = {
  "read:users": ["read:quotas"],
  "admin:users": ["admin:quotas"],
  "read:servers": ["read:containers", "read:reservations"],
  servers: ["containers", "reservations"],
  "admin:servers": ["admin:containers", "admin:reservations"],
}

/** The table with ours in it. */
export function withCarmeScopes(table: ScopeTable): ScopeTable {
  const wider = Object.entries(includedBy).flatMap(([name, ours]) => {
    const row = table[name]
    return row ? [[name, { ...row, subscopes: [...(row.subscopes ?? []), ...ours] }] as const] : []
  })
  return { ...table, ...Object.fromEntries(wider), ...carmeScopes }
}

/**
 * The list as JupyterHub would have it: its clients are not shown what came along with a scope of JupyterHub's. One that
 * `given` names (with or without a filter) was asked for, and is shown. One list is cut once.
 */
export function withoutCarmeScopes(scopes: readonly string[], given: readonly string[] = []): readonly string[] {
  const named = given.map(baseOf).filter(isOurs)
  if (named.length > 0) return scopes.filter(scope => !isOurs(baseOf(scope)) || named.includes(baseOf(scope)))
  const known = cut.get(scopes)
  if (known) return known
  const left = scopes.filter(scope => !isOurs(baseOf(scope)))
  cut.set(scopes, left)
  return left
}

const cut = new WeakMap<readonly string[], readonly string[]>()

function isOurs(name: string): boolean {
  return Object.hasOwn(carmeScopes, name)
}
