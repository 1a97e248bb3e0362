/** The headers that every reply carries, and what a site puts over them with `tornado_settings.headers`. */
import type { Response } from "express"
import type { Config } from "../config/config.ts"
import { hubPrefix } from "../core/urls.ts"
import { jupyterhubVersion } from "./jupyterhub-version.ts"
import type { ReplyKind } from "./reply-kind.ts"

/** Made once for an app; the returned function sets them on one response. */
export function responseHeaders(config: Config): (response: Response, kind: ReplyKind) => void {
  const site = siteHeaders(config)
  const report = site.has("content-security-policy") ? null : reportUri(config)
  return (response, kind) => {
    response.setHeader("X-JupyterHub-Version", jupyterhubVersion)
    response.setHeader("Access-Control-Allow-Headers", "accept, content-type, authorization")
    response.setHeader("X-Content-Type-Options", "nosniff")
    response.setHeader("Referrer-Policy", "same-origin")
    if (report !== null) response.setHeader("Content-Security-Policy", policy(kind, report))
    for (const [name, value] of site) response.setHeader(name, value)
  }
}

/** Whether the site set this header itself. */
export function siteSets(config: Config, name: string): boolean {
  return siteHeaders(config).has(name.toLowerCase())
}

function policy(kind: ReplyKind, report: string): string {
  const base = `frame-ancestors 'none'; report-uri ${report}`
  return kind === "api" ? `${base}; default-src 'none'` : base
}

function reportUri(config: Config): string {
  const own = tornadoSettings(config).csp_report_uri
  return typeof own === "string" ? own : `${hubPrefix(config)}security/csp-report`
}

function siteHeaders(config: Config): Map<string, string> {
  const headers = tornadoSettings(config).headers
  if (typeof headers !== "object" || headers === null) return new Map()
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function tornadoSettings(config: Config): Readonly<Record<string, unknown>> {
  return config.get("JupyterHub.tornado_settings") as Readonly<Record<string, unknown>>
}
