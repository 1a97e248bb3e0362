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
  const covered = Object.keys(access).filter(scope => covers(scopeFilter(scopes, scope), resource))
  const shown: Partial<Model> = {}
  for (const name of Object.keys(model) as (keyof Model & string)[]) {
    if (covered.some(scope => access[scope]?.includes(name))) shown[name] = model[name]
  }
  return shown
}
