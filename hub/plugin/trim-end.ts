/** Cuts characters off the end of a text. An expression such as `/\/+$/` begins anew at each of a thousand slashes. */

/** `characters` is a set: any of them is cut, as often as it stands at the end. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

/** A path without the slashes at its end; the root stays what it is. */
export function withoutLastSlashes(path: string): string {
  return trimEnd(path, "/") || path.slice(0, 1)
}
