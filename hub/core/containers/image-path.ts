/** Paths that people give: absolute, plain, and inside the folders that the site allows, compared segment by segment. Pure. */
import { Refusal } from "../../plugin/errors.ts"
import { trimEnd } from "../../plugin/trim-end.ts"

export interface Home {
  readonly username: string
  readonly home: string
}

/** `{home}` and `{username}` of a setting, filled in. */
export function folderFor(template: string, { username, home }: Home): string {
  return trimEnd(template.replaceAll("{home}", home).replaceAll("{username}", username), "/") || "/"
}

/** Throws Refusal 400 for what is no plain path, 403 for one outside the folders. */
export function checkPath(path: string, folders: readonly string[]): void {
  const why = notPlain(path)
  if (why !== null) throw new Refusal(400, `${shown(path)} is no path of an image: ${why}.`, { code: "bad-path" })
  if (folders.some(folder => isInside(path, folder))) return
  throw new Refusal(
    403,
    `${shown(path)} is outside the folders that images may be in: ${folders.join(", ") || "there are none"}.`,
    { code: "path-not-allowed", asked: path, allowed: folders },
  )
}

/** `/store2` is not inside `/store`. */
export function isInside(path: string, folder: string): boolean {
  const outer = segments(folder)
  const inner = segments(path)
  return inner.length > outer.length && outer.every((segment, at) => segment === inner[at])
}

function segments(path: string): readonly string[] {
  return path.split("/").filter(segment => segment !== "")
}

/** Why not, or null. A colon or a comma would begin a further part of a bind, a leading dash an option. */
export function notPlain(path: string): string | null {
  if (!path.startsWith("/")) return "it has to begin with /"
  if (path.length > 1024) return "it is longer than 1024 characters"
  if (/[\p{C}\p{Zl}\p{Zp}:,\\"'`$*?[\]{}]/u.test(path)) return "it has characters that have a meaning of their own"
  if (path.split("/").some(segment => segment === "." || segment === ".." || segment.startsWith("-")))
    return "it has a segment that is . or .. or begins with -"
  return path.endsWith("/") ? "it is a folder" : null
}

/** A person's text in a message. */
export function shown(text: string): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?")
  return `"${plain.length > 100 ? `${plain.slice(0, 100)}...` : plain}"`
}
