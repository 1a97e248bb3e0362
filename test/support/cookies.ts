/** A cookie jar as a browser keeps it: by host (and those below it, where the cookie has a Domain), path and name, the longest path first; ports do not count. */
export interface CookieJar {
  /** Takes the Set-Cookie headers of a reply from `url`. */
  store(url: URL, setCookie: readonly string[]): void
  /** The Cookie header for `url`, or null when there is none. */
  header(url: URL): string | null
  /** The value of the cookie that `url` would get under this name. */
  get(url: URL, name: string): string | null
  readonly all: readonly Cookie[]
}

export interface Cookie {
  readonly host: string
  readonly path: string
  readonly name: string
  readonly value: string
  /** Attribute names in lower case; flags have the value "". */
  readonly attributes: Readonly<Record<string, string>>
}

export function cookieJar(): CookieJar {
  let cookies: Cookie[] = []
  const matching = (url: URL) =>
    cookies
      .filter(cookie => hostMatches(url.hostname, cookie) && pathMatches(url.pathname, cookie.path))
      .sort((a, b) => b.path.length - a.path.length)
  return {
    store(url, lines) {
      for (const line of lines) {
        const cookie = parse(url, line)
        cookies = cookies.filter(c => c.host !== cookie.host || c.path !== cookie.path || c.name !== cookie.name)
        if (!expired(cookie)) cookies.push(cookie)
      }
    },
    header(url) {
      const found = matching(url)
      return found.length === 0 ? null : found.map(cookie => `${cookie.name}=${cookie.value}`).join("; ")
    },
    get: (url, name) => matching(url).find(cookie => cookie.name === name)?.value ?? null,
    get all() {
      return [...cookies]
    },
  }
}

function parse(url: URL, line: string): Cookie {
  const [pair = "", ...rest] = line.split(";").map(part => part.trim())
  const [name, value] = splitOnce(pair)
  const attributes = Object.fromEntries(
    rest.map(part => {
      const [key, text] = splitOnce(part)
      return [key.toLowerCase(), text]
    }),
  )
  const host = attributes.domain?.replace(/^\./, "") || url.hostname
  return { host, path: attributes.path || "/", name, value: value.replace(/^"|"$/g, ""), attributes }
}

function hostMatches(host: string, cookie: Cookie): boolean {
  return host === cookie.host || (Boolean(cookie.attributes.domain) && host.endsWith(`.${cookie.host}`))
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf("=")
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)]
}

function expired(cookie: Cookie): boolean {
  const { "max-age": maxAge, expires } = cookie.attributes
  if (maxAge !== undefined) return Number(maxAge) <= 0
  return expires !== undefined && new Date(expires).getTime() <= Date.now()
}

function pathMatches(path: string, prefix: string): boolean {
  if (path === prefix) return true
  return path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`)
}
