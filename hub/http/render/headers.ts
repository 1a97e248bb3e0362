/** The headers of every page, beside those that the pipeline gives to all replies. */
import type { Response } from "express"
import type { Config } from "../../config/config.ts"
import { siteSets } from "../response-headers.ts"

/**
 * A page made of our own HTML alone may load and run nothing but our own files. HTML that the site wrote (a form, a
 * template) often brings scripts and fonts from elsewhere: there the policy stays JupyterHub's, and so does a policy
 * that the site set itself.
 */
export function setPageHeaders(config: Config, response: Response, { siteHtml, nonce }: PageScripts): void {
  response.setHeader("Content-Type", "text/html; charset=utf-8")
  // What a person sees here must not come back out of a cache after the logout.
  response.setHeader("Cache-Control", "no-store")
  if (siteHtml || siteSets(config, "content-security-policy")) return
  const base = response.getHeader("Content-Security-Policy")
  const own = policy(nonce)
  response.setHeader("Content-Security-Policy", base === undefined ? own : `${own}; ${base}`)
}

export interface PageScripts {
  readonly siteHtml: boolean
  /** The mark of the scripts that stand in the page itself; without one there are none. */
  readonly nonce?: string | undefined
}

/** No form-action: browsers apply it to the redirect that ends an OAuth authorization, which leaves this origin. */
function policy(nonce?: string): string {
  return [
    "default-src 'self'",
    nonce === undefined ? "script-src 'self'" : `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "object-src 'none'",
    "base-uri 'none'",
  ].join("; ")
}
