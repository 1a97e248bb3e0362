/** One cookie: read with all the values that a browser sent, written with the attributes that the site asks for. */
import type { Request, Response } from "express"
import type { Config } from "../config/config.ts"
import type { Core } from "../core/core.ts"
import { clientProtocol } from "./client.ts"

/** By tornado's names, as in `tornado_settings["cookie_options"]`. */
export interface CookieOptions {
  readonly path?: string
  readonly domain?: string
  readonly secure?: boolean
  readonly httponly?: boolean
  readonly samesite?: string
  readonly expires_days?: number | null
  readonly max_age?: number
}

/** Every value that the browser sent under this name, in order: a tossed cookie must not hide the real one. */
export function readCookies(request: Request, name: string): readonly string[] {
  return (request.headers.cookie ?? "")
    .split(";")
    .filter(part => part.slice(0, part.indexOf("=")).trim() === name)
    .map(part => part.slice(part.indexOf("=") + 1).trim())
    .map(value => (/^".*"$/.test(value) ? value.slice(1, -1) : value))
}

/** A cookie that scripts cannot read, Secure where the browser speaks https, with the site's `cookie_options`. */
export function writeCookie(
  core: Core,
  request: Request,
  response: Response,
  name: string,
  value: string,
  options: CookieOptions,
): void {
  const secure = publicProtocol(core, request) === "https" ? { secure: true } : {}
  appendCookie(core, response, name, value, { httponly: true, ...secure, ...cookieOptions(core.config), ...options })
}

/** The same with exactly these attributes. */
export function appendCookie(
  core: Core,
  response: Response,
  name: string,
  value: string,
  options: CookieOptions,
): void {
  // Browsers refuse a __Host- cookie that is not Secure, not for /, or has a Domain.
  const o: CookieOptions = name.startsWith("__Host-") ? { ...options, domain: "", path: "/", secure: true } : options
  const expires = o.expires_days ? new Date(core.clock.now().getTime() + o.expires_days * 86_400_000) : null
  const attributes = [
    `${name}=${quoted(value)}`,
    o.domain ? `Domain=${o.domain}` : "",
    expires ? `expires=${expires.toUTCString()}` : "",
    o.httponly ? "HttpOnly" : "",
    o.max_age === undefined ? "" : `Max-Age=${o.max_age}`,
    `Path=${o.path ?? "/"}`,
    o.samesite ? `SameSite=${o.samesite}` : "",
    o.secure ? "Secure" : "",
  ]
  response.append("Set-Cookie", attributes.filter(a => a !== "").join("; "))
}

/** As JupyterHub's cookies come, in quotes where Python puts them: clients take the value from between. */
function quoted(value: string): string {
  return /^[\w!#$%&'*+\-.^`|~:]*$/.test(value) ? value : `"${value}"`
}

/** A browser forgets a cookie that is set again under the same path and domain, expired. */
export function clearCookie(
  response: Response,
  name: string,
  options: { path: string; domain?: string | undefined },
): void {
  const host = name.startsWith("__Host-")
  const attributes = [
    `${name}=""`,
    options.domain && !host ? `Domain=${options.domain}` : "",
    "expires=Thu, 01 Jan 1970 00:00:00 GMT",
    `Path=${host ? "/" : options.path}`,
    host ? "Secure" : "",
  ]
  response.append("Set-Cookie", attributes.filter(a => a !== "").join("; "))
}

export function cookieOptions(config: Config): CookieOptions {
  return tornadoSetting(config, "cookie_options")
}

/** `tornado_settings["xsrf_cookie_kwargs"]`, else `["cookie_options"]`. */
export function xsrfCookieOptions(config: Config): CookieOptions {
  const own = tornadoSetting(config, "xsrf_cookie_kwargs")
  return Object.keys(own).length > 0 ? own : cookieOptions(config)
}

function tornadoSetting(config: Config, name: string): CookieOptions {
  const value = config.get("JupyterHub.tornado_settings")[name]
  if (typeof value !== "object" || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key.toLowerCase(), v]))
}

function publicProtocol(core: Core, request: Request): string {
  const publicUrl = core.config.get("JupyterHub.public_url")
  return publicUrl ? new URL(publicUrl).protocol.replace(":", "") : clientProtocol(core, request)
}
