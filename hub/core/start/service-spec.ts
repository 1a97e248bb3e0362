/** A service as `JupyterHub.services` describes it, checked. */
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
  /** It is to be started by the hub. */
  readonly managed: boolean
  /** It has a URL or says something of OAuth: people log in to it through the hub. */
  readonly usesOAuth: boolean
}

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

export function parseServiceSpec(spec: Readonly<Record<string, unknown>>): ServiceSpec {
  const name = spec.name
  if (typeof name !== "string" || !isServiceName(name)) {
    throw new Refusal(400, `JupyterHub.services: ${JSON.stringify(name)} cannot be the name of a service.`)
  }
  const unknown = Object.keys(spec).find(key => !fields.has(key))
  if (unknown !== undefined) throw bad(name, `there is no field ${unknown}`)
  const url = text(name, spec, "url")
  if (url !== null && !/^https?:\/\/./.test(url)) throw bad(name, "its url must begin with http:// or https://")
  const clientId = text(name, spec, "oauth_client_id") ?? `service-${name}`
  if (!clientId.startsWith("service-")) throw bad(name, "its oauth_client_id must begin with service-")
  const redirectUri = text(name, spec, "oauth_redirect_uri")
  const noConfirm = spec.oauth_no_confirm === true
  return {
    name,
    admin: spec.admin === true,
    url,
    apiToken: text(name, spec, "api_token"),
    info: (spec.info as JsonObject | undefined) ?? null,
    display: spec.display !== false,
    allowedScopes: list(name, spec, "oauth_client_allowed_scopes"),
    oauthRoles: list(name, spec, "oauth_roles"),
    noConfirm,
    clientId,
    redirectUri,
    managed: Array.isArray(spec.command) ? spec.command.length > 0 : Boolean(spec.command),
    usesOAuth: url !== null || redirectUri !== null || noConfirm || spec.oauth_client_id !== undefined,
  }
}

/** It becomes a part of paths: /services/NAME/. */
export function isServiceName(name: string): boolean {
  return name !== "" && name.length <= 255 && name === name.trim() && !/[/\p{Cc}]|%[0-9a-f]{2}|^\.+$/iu.test(name)
}

function text(name: string, spec: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = spec[key]
  if (value === undefined || value === null || value === "") return null
  if (typeof value !== "string") throw bad(name, `its ${key} must be a string`)
  return value
}

function list(name: string, spec: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = spec[key] ?? []
  if (Array.isArray(value) && value.every(item => typeof item === "string")) return value
  throw bad(name, `its ${key} must be a list of strings`)
}

function bad(name: string, why: string): Refusal {
  return new Refusal(400, `JupyterHub.services: ${JSON.stringify(name)} cannot be used: ${why}.`)
}
