/** Whether an identity may call an endpoint, and how JupyterHub says that it may not. */
import type { Core } from "../core/core.ts"
import type { Identity } from "../core/rbac/identity.ts"
import { allows, type Target } from "../core/rbac/scope-check.ts"
import { Refusal } from "../plugin/errors.ts"
import type { Endpoint } from "./endpoint.ts"

type Guarded = Pick<Endpoint, "scopes" | "target" | "filters">

/** Throws Refusal: 403 without a login or scope, 404 where the scope is held, but not for this object. */
export async function authorize(
  core: Core,
  endpoint: Guarded,
  identity: Identity,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  if (endpoint.scopes === "none") return
  if (identity.kind === "anonymous") throw new Refusal(403, "Missing or invalid credentials.")
  if (endpoint.scopes === "identified") return
  const target = targetOf(endpoint, params)
  const answers = await Promise.all(endpoint.scopes.map(scope => allows(core, identity, scope, target)))
  if (answers.includes(true)) return
  const filtered = answers.includes("filtered")
  if (filtered && endpoint.filters) return
  if (filtered && target !== null) throw new Refusal(404, "No access to resources or resources not found")
  throw new Refusal(
    403,
    `Action is not authorized with current scopes; requires any of [${endpoint.scopes.join(", ")}]`,
  )
}

function targetOf(endpoint: Guarded, params: Readonly<Record<string, string>>): Target | null {
  const { target } = endpoint
  if (target?.server !== undefined && target.user !== undefined) {
    return { kind: "server", user: params[target.user] ?? "", name: params[target.server] ?? "" }
  }
  const kind = (["user", "group", "service"] as const).find(k => target?.[k] !== undefined)
  const parameter = kind === undefined ? undefined : target?.[kind]
  return kind === undefined || parameter === undefined ? null : { kind, name: params[parameter] ?? "" }
}
