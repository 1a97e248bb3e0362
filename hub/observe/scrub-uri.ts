/** Takes out of a URI what must not be read in a log: tokens, codes and keys. */

/** A parameter whose name contains one of these holds a secret. */
const secretWords = ["token", "auth", "key", "code", "state", "_xsrf"]

/** How many addresses within addresses are looked into: more than any page makes, and not as many as somebody likes. */
const mostNested = 3

export function scrubUri(uri: string, nested = 0): string {
  const plain = /\/api\/authorizations\/(cookie|token)\//.test(uri) ? withoutLastPart(uri) : uri
  const question = plain.indexOf("?")
  if (question < 0) return plain
  const query = plain
    .slice(question + 1)
    .split("&")
    .map(pair => scrubParameter(pair, nested))
    .join("&")
  return `${plain.slice(0, question)}?${query}`
}

function scrubParameter(pair: string, nested: number): string {
  const equals = pair.indexOf("=")
  if (equals < 0) return pair
  const key = pair.slice(0, equals)
  if (secretWords.some(word => key.toLowerCase().includes(word))) return `${key}=[secret]`
  const inner = decoded(pair.slice(equals + 1))
  // An address to come back to has parameters of its own.
  if (!inner.includes("?")) return pair
  return nested < mostNested ? `${key}=${encodeURIComponent(scrubUri(inner, nested + 1))}` : `${key}=[secret]`
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function withoutLastPart(uri: string): string {
  const path = uri.split("?", 1)[0] ?? ""
  return `${path.slice(0, path.lastIndexOf("/") + 1)}[secret]`
}
