// A server's name as JupyterHub 6 wants it: a slug of letters, digits and single hyphens, at most 30 long.
const longest = 30

/** What was typed, tidied: no control characters, single spaces. */
export function displayName(text) {
  return text
    .normalize("NFC")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 255)
}

/** The name itself; where a letter was lost on the way, a few letters of a hash keep two names apart. */
export function slug(text) {
  const folded = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")
  const plain = folded.replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "")
  if (/^[a-z][a-z0-9 _-]*$/.test(folded) && plain.length <= longest) return plain
  const hash = [...text]
    .reduce((sum, c) => (Math.imul(sum, 31) + (c.codePointAt(0) ?? 0)) >>> 0, 7)
    .toString(36)
    .slice(-6)
  const stem = (plain || "server").slice(0, longest - hash.length - 1).replace(/-+$/, "")
  return `${stem}-${hash}`
}
