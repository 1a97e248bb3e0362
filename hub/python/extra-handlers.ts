/** The site's own tornado handlers, `c.JupyterHub.extra_handlers`, as pages of the hub. */
import type { AuthenticatorPages } from "../plugin/authenticator.ts"
import type { Log } from "../plugin/context.ts"
import type { HubSettings } from "./hub-settings.ts"
import type { PythonHost } from "./python-host.ts"
import { pythonPages } from "./python-pages.ts"

interface Parts {
  readonly python: PythonHost
  readonly settings: HubSettings
  /** Signs the cookies of these pages. */
  readonly pageSecret: string
  readonly templateVars: Readonly<Record<string, unknown>>
  readonly templatePaths: readonly string[]
  readonly log: Log
}

/** Throws a Fault that says what of them cannot be made. */
export async function extraHandlers(parts: Parts): Promise<AuthenticatorPages> {
  const { python, settings, pageSecret, templateVars, templatePaths, log } = parts
  let patterns: readonly string[] = []
  await python.prepare(async () => {
    const args = [settings, pageSecret, templateVars, templatePaths]
    patterns = (await python.ask("handlers.open", args)) as readonly string[]
  })
  return pythonPages({ owner: "extra_handlers", operation: "handlers.answer", patterns, python, log })
}
