/** A role as `load_roles` or an authenticator describes it, checked; and the four roles that every hub has. */
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { checkScopesExist } from "./token-scopes.ts"

export interface RoleSpec {
  readonly name: string
  /** Absent: not said, so what is stored or the default stays. */
  readonly description?: string
  readonly scopes?: readonly string[]
  readonly users?: readonly string[]
  readonly groups?: readonly string[]
  readonly services?: readonly string[]
  /** The authenticator's, which may take it back: it says so in the rows. */
  readonly managed?: true
}

export type DefaultRole = Required<Pick<RoleSpec, "name" | "description" | "scopes">>

export const defaultRoles: readonly DefaultRole[] = [
  { name: "user", description: "Standard user privileges", scopes: ["self"] },
  {
    name: "admin",
    description: "Elevated privileges (can do anything)",
    scopes: [
      "admin-ui",
      "admin:users",
      "admin:servers",
      "admin:services",
      "tokens",
      "admin:groups",
      "list:services",
      "read:services",
      "read:hub",
      "proxy",
      "shutdown",
      "access:services",
      "access:servers",
      "read:roles",
      "read:metrics",
      "shares",
    ],
  },
  { name: "server", description: "Post activity only", scopes: ["users:activity!user", "access:servers!server"] },
  { name: "token", description: "Token with same permissions as its owner", scopes: ["inherit"] },
]

/** Throws Refusal for a name, a scope or a key that cannot be. */
export function parseRoleSpec(core: Pick<Core, "config">, given: Readonly<Record<string, unknown>>): RoleSpec {
  const { name } = given
  if (typeof name !== "string") throw new Refusal(400, `A role needs a name: ${JSON.stringify(given)}`)
  if (!/^[a-z][a-z0-9\-_~.]{1,253}[a-z0-9]$/.test(name)) {
    throw new Refusal(
      400,
      `Invalid role name: ${JSON.stringify(name)}. It must have 3 to 255 lower-case letters, digits and -._~, begin with a letter, and end with a letter or digit.`,
    )
  }
  const description = typeof given.description === "string" ? given.description : undefined
  const scopes = list(name, "scopes", given.scopes)
  checkScopesExist(core, scopes ?? [], `role ${name}`)
  checkAdminRole(name, description, scopes)
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(scopes === undefined ? {} : { scopes }),
    ...members(name, "users", given.users),
    ...members(name, "groups", given.groups),
    ...members(name, "services", given.services),
  }
}

/** Everything else rests on what an admin may do. */
function checkAdminRole(name: string, description?: string, scopes?: readonly string[]): void {
  const admin = defaultRoles.find(role => role.name === "admin")
  if (name !== "admin" || admin === undefined) return
  const same = description === undefined || description === admin.description
  const sameScopes = scopes === undefined || [...scopes].sort().join() === [...admin.scopes].sort().join()
  if (same && sameScopes) return
  throw new Refusal(
    400,
    "The description and scopes of the role admin cannot be changed. Give another role a name of its own.",
  )
}

function members(role: string, key: "users" | "groups" | "services", value: unknown): Partial<RoleSpec> {
  const names = list(role, key, value)
  return names === undefined ? {} : { [key]: names }
}

function list(role: string, key: string, value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.every(item => typeof item === "string")) return value
  throw new Refusal(400, `The ${key} of role ${role} must be a list of strings, not ${JSON.stringify(value)}.`)
}
