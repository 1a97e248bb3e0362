/** The root that a path lies below, compared part by part: /scratch2 is not below /scratch. */

/** The longest of them; null is none. A root counts as below itself. */
export function rootOf(path: string, roots: readonly string[]): string | null {
  const plain = roots.map(root => root.replace(/(?<=.)\/+$/, ""))
  const above = plain.filter(root => path === root || path.startsWith(`${root}/`))
  return above.sort((a, b) => b.length - a.length)[0] ?? null
}
