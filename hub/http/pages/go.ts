/** A redirect as a Reply. */
import type { Reply } from "../endpoint.ts"

export function go(location: string, status: 302 | 303 = 302): Reply {
  // Browsers read a backslash as a slash and skip control characters: in a Location neither may stand.
  return { status, headers: { Location: location.replace(/[^\x21-\x7e]|\\/g, c => encodeURIComponent(c)) } }
}

/** `url` with further parameters; those it has stay. */
export function withQuery(url: string, parameters: readonly (readonly [string, string])[]): string {
  if (parameters.length === 0) return url
  const [path, hash] = url.split("#", 2)
  const added = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString()
  const joined = `${path}${path?.includes("?") ? "&" : "?"}${added}`
  return hash === undefined ? joined : `${joined}#${hash}`
}
