/** The arguments of a page's address and form: each name with all its values, as tornado hands them over. */
import type { Request } from "express"

export type Fields = Readonly<Record<string, readonly unknown[]>>

/** Posted fields, files under `{name}_file`; without `_xsrf`, which is no answer of a person. */
export function bodyFields(request: Request): Fields {
  return lists(request.body)
}

export function queryFields(
  request: Request,
  without: readonly string[] = [],
): Readonly<Record<string, readonly string[]>> {
  const fields = Object.entries(lists(request.query)).filter(([name]) => !without.includes(name))
  return Object.fromEntries(fields.map(([name, values]) => [name, values.map(String)]))
}

/** The last value of a name in the form or the address, trimmed; empty when it is in neither. */
export function argument(request: Request, name: string): string {
  const value = bodyFields(request)[name]?.at(-1) ?? queryFields(request)[name]?.at(-1)
  return typeof value === "string" ? value.trim() : ""
}

/** The address's arguments as pairs, to carry them over to another address. */
export function queryPairs(request: Request, without: readonly string[]): readonly (readonly [string, string])[] {
  return Object.entries(queryFields(request, without)).flatMap(([name, values]) =>
    values.map(value => [name, value] as const),
  )
}

function lists(source: unknown): Record<string, readonly unknown[]> {
  if (typeof source !== "object" || source === null) return {}
  return Object.fromEntries(
    Object.entries(source)
      .filter(([name]) => name !== "_xsrf")
      .map(([name, value]): [string, readonly unknown[]] => [name, Array.isArray(value) ? value : [value]]),
  )
}
