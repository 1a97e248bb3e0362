/** The root that a path lies below, compared part by part: /scratch2 is not below /scratch. */
import { withoutLastSlashes } from "../../../hub/plugin/trim-end.ts"

/** The longest of them; null is none. A root counts as below itself. */
export function rootOf(path: string, roots: readonly string[]): string | null {
  const plain = roots.map(withoutLastSlashes)
  const above = plain.filter(root => path === root || path.startsWith(`${root}/`))
  return above.sort((a, b) => b.length - a.length)[0] ?? null
}
