/** Cuts a model down to the fields that the caller's scopes cover: what nobody may read is never written. */
import { covers, type ScopeResource, scopeFilter } from "../../core/rbac/scope-filter.ts"

/** Scope -> the fields that it shows. */
export type AccessMap<Model> = Readonly<Record<string, readonly (keyof Model & string)[]>>

export function readable<Model extends object>(
  model: Model,
  access: AccessMap<Model>,
  scopes: readonly string[],
  resource: ScopeResource,
): Partial<Model> {
  const fields = new Set<string>()
  for (const [scope, shown] of Object.entries(access)) {
    if (covers(scopeFilter(scopes, scope), resource)) for (const field of shown) fields.add(field)
  }
  return Object.fromEntries(Object.entries(model).filter(([name]) => fields.has(name))) as Partial<Model>
}
