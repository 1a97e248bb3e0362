/** User names: one spelling for each, and nothing in them that a URL, a cookie or a log could take for something else. */
import type { Config } from "../../config/config.ts"
import { Refusal } from "../../plugin/errors.ts"

/** What the columns of JupyterHub's tables hold. */
const maxLength = 255

/** Lower case, unless the system says how names are spelled, then the site's `username_map`. */
export function normalizedName(config: Config, name: string): string {
  const spelled = systemSpells(config) ? name : name.toLowerCase()
  const map = config.get("Authenticator.username_map")
  const mapped = Object.hasOwn(map, spelled) ? map[spelled] : undefined
  return typeof mapped === "string" ? mapped : spelled
}

function systemSpells(config: Config): boolean {
  return (
    config.get("PAMAuthenticator.pam_normalize_username") &&
    /^(default|pam|jupyterhub\.auth\.PAMAuthenticator)$/.test(String(config.get("JupyterHub.authenticator_class")))
  )
}

export function isValidUserName(config: Config, name: string): boolean {
  if (name === "" || name.length > maxLength || name !== name.trim() || name.includes("/")) return false
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u{feff}]/u.test(name)) return false
  if (/^\.+$/.test(name) || /^\.+$/.test(unquote(name)) || unquote(name).includes("/")) return false
  const pattern = config.get("Authenticator.username_pattern")
  return pattern === "" || compile(pattern).test(name)
}

/**
 * Why nobody new may have the name, which is valid: other programs would take it for an option, a number of an account or the
 * administrator of the machine, whom only an admin of the hub may be. Users who have it already keep it. Null where there is
 * nothing against it.
 */
export function whyDangerous(name: string, admin: boolean): string | null {
  if (name.startsWith("-")) return "programs take it for an option"
  if (name.startsWith("#")) return "sudo takes it for the number of an account"
  return name === "root" && !admin ? "it is the administrator of the machine" : null
}

/** A name for logs and messages: cut, so that nobody fills a log with one, and on one line. */
export function shown(name: string): string {
  const cut = name.length > 32 ? `${name.slice(0, 16)}...(${name.length} chars)` : name
  return `'${JSON.stringify(cut).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`
}

/** Percent-escapes as a browser undoes them, as often as it takes: `%252e` ends as a dot. */
function unquote(name: string): string {
  let text = name
  for (let i = 0; i < 3 && text.includes("%"); i++) {
    text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  return text
}

const compiled = new Map<string, RegExp>()

/** A Python pattern that the whole name must match: JupyterHub looks at its beginning only, which lets suffixes pass. */
function compile(pattern: string): RegExp {
  const known = compiled.get(pattern)
  if (known) return known
  const source = pattern.replaceAll("(?P<", "(?<").replaceAll("\\Z", "$").replaceAll("\\A", "^")
  try {
    const regex = new RegExp(`^(?:${source})$`)
    compiled.set(pattern, regex)
    return regex
  } catch (cause) {
    throw new Refusal(400, `Authenticator.username_pattern is no regular expression that can be used: ${pattern}`, {
      cause,
    })
  }
}
