/** Takes out of a URI what must not be read in a log: tokens, codes and keys. */

/** A parameter whose name contains one of these holds a secret. */
const secretWords = ["token", "auth", "key", "code", "state", "_xsrf"]

export function scrubUri(uri: string): string {
  const plain = /\/api\/authorizations\/(cookie|token)\//.test(uri) ? uri.replace(/[^/?]*(\?.*)?$/, "[secret]") : uri
  const question = plain.indexOf("?")
  if (question < 0) return plain
  const query = plain
    .slice(question + 1)
    .split("&")
    .map(scrubParameter)
    .join("&")
  return `${plain.slice(0, question)}?${query}`
}

function scrubParameter(pair: string): string {
  const equals = pair.indexOf("=")
  if (equals < 0) return pair
  const key = pair.slice(0, equals)
  return secretWords.some(word => key.toLowerCase().includes(word)) ? `${key}=[secret]` : pair
}
