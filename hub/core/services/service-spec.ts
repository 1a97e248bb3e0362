/** A service as `JupyterHub.services` or the API describes it, checked. */
import { isAscii } from "node:buffer"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"

export interface ServiceSpec {
  readonly name: string
  readonly admin: boolean
  readonly url: string | null
  readonly apiToken: string | null
  readonly info: JsonObject | null
  readonly display: boolean
  readonly allowedScopes: readonly string[]
  /** The older way to say it: the scopes of these roles. */
  readonly oauthRoles: readonly string[]
  readonly noConfirm: boolean
  readonly clientId: string
  readonly redirectUri: string | null
  /** The argv by which the hub starts it; empty is a service that somebody else runs. */
  readonly command: readonly string[]
  /** Where it starts; null is the hub's own working folder. */
  readonly cwd: string | null
  readonly environment: Readonly<Record<string, string>>
  /** The OS account that it runs as; null is the hub's own. */
  readonly user: string | null
  /** Seconds to wait for its answer. */
  readonly timeout: number
  /** It has a URL or says something of OAuth: people log in to it through the hub. */
  readonly usesOAuth: boolean
}

type Given = Readonly<Record<string, unknown>>

const defaultTimeout = 30

const fields = new Set([
  "name",
  "admin",
  "url",
  "oauth_roles",
  "oauth_client_allowed_scopes",
  "api_token",
  "info",
  "display",
  "timeout",
  "oauth_no_confirm",
  "command",
  "cwd",
  "environment",
  "user",
  "oauth_client_id",
  "oauth_redirect_uri",
])

/** Throws Refusal 400; `where` it comes from begins the message. */
export function parseServiceSpec(spec: Given, where = "JupyterHub.services"): ServiceSpec {
  const name = spec.name
  if (typeof name !== "string" || !isServiceName(name)) {
    throw new Refusal(
      400,
      `${where}: ${JSON.stringify(name)?.slice(0, 300)} cannot be the name of a service: it becomes a part of paths.`,
    )
  }
  const read = reader(where, name, spec)
  const unknown = Object.keys(spec).find(key => !fields.has(key))
  if (unknown !== undefined) throw read.bad(`there is no field ${unknown}`)
  const url = read.text("url")
  if (url !== null && !/^https?:\/\/./.test(url)) throw read.bad("its url must begin with http:// or https://")
  if (url !== null && !URL.canParse(url)) throw read.bad("its url is none")
  const clientId = read.text("oauth_client_id") ?? `service-${name}`
  if (!clientId.startsWith("service-")) throw read.bad("its oauth_client_id must begin with service-")
  const redirectUri = read.text("oauth_redirect_uri")
  const noConfirm = read.flag("oauth_no_confirm", false)
  return {
    name,
    admin: read.flag("admin", false),
    url,
    apiToken: read.text("api_token"),
    info: read.dict("info"),
    display: read.flag("display", true),
    allowedScopes: read.list("oauth_client_allowed_scopes"),
    oauthRoles: read.list("oauth_roles"),
    noConfirm,
    clientId,
    redirectUri,
    command: typeof spec.command === "string" && spec.command !== "" ? [spec.command] : read.list("command"),
    cwd: read.text("cwd"),
    environment: read.variables("environment"),
    user: read.text("user"),
    timeout: read.seconds("timeout", defaultTimeout),
    usesOAuth: url !== null || redirectUri !== null || noConfirm || read.text("oauth_client_id") !== null,
  }
}

/** It becomes a part of paths: /services/NAME/. */
export function isServiceName(name: string): boolean {
  return name !== "" && name.length <= 255 && name === name.trim() && !/[/\p{Cc}]|%[0-9a-f]{2}|^\.+$/iu.test(name)
}

/** Each field by its kind; what is absent, None or empty is its default. */
function reader(where: string, name: string, spec: Given) {
  const bad = (why: string) => new Refusal(400, `${where}: the service ${JSON.stringify(name)} cannot be used: ${why}.`)
  const dict = (key: string): JsonObject | null => {
    const value = spec[key]
    if (value === undefined || value === null) return null
    if (typeof value !== "object" || Array.isArray(value)) throw bad(`its ${key} must be a dict`)
    return value as JsonObject
  }
  return {
    bad,
    dict,
    text(key: string): string | null {
      // Python's bytes are text too where they are ASCII, as traitlets has it: tokens often come out of hexlify.
      const value = Buffer.isBuffer(spec[key]) && isAscii(spec[key]) ? spec[key].toString("latin1") : spec[key]
      if (value === undefined || value === null || value === "") return null
      if (typeof value !== "string" || value.includes("\0")) throw bad(`its ${key} must be a string`)
      return value
    },
    flag(key: string, empty: boolean): boolean {
      const value = spec[key] ?? empty
      if (typeof value !== "boolean") throw bad(`its ${key} must be True or False`)
      return value
    },
    list(key: string): readonly string[] {
      const value = spec[key] || []
      if (Array.isArray(value) && value.every(item => typeof item === "string" && !item.includes("\0"))) return value
      throw bad(`its ${key} must be a list of strings`)
    },
    variables(key: string): Readonly<Record<string, string>> {
      const value = dict(key) ?? {}
      for (const [variable, text] of Object.entries(value)) {
        if (typeof text !== "string") throw bad(`${variable} in its ${key} must be a string`)
        if (/[=\0]/.test(variable) || text.includes("\0")) throw bad(`its ${key} has a variable that cannot be set`)
      }
      return value as Record<string, string>
    },
    seconds(key: string, empty: number): number {
      const value = spec[key] ?? empty
      if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value
      throw bad(`its ${key} must be a whole number of seconds`)
    },
  }
}
