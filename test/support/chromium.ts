/** A real headless Chromium with an empty profile, by playwright-core. */
import { accessSync, constants } from "node:fs"
import { type BrowserContext, chromium } from "playwright-core"
import type { Test } from "tap"

const candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** For `t.test(name, { skip: noChromium })`: false, or why there is none. */
export const noChromium: string | false = path()
  ? false
  : "no Chromium on this machine (Debian: apt-get install chromium)"

export interface BrowserOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: "light" | "dark"
  readonly javaScriptEnabled?: boolean
}

/** Closed with the test. Pages wait up to 60 s for what they look for: the machine may be busy. */
export async function openBrowser(t: Test, options: BrowserOptions = {}): Promise<BrowserContext> {
  const executablePath = path()
  if (!executablePath) throw new Error(String(noChromium))
  const context = await chromium.launchPersistentContext("", {
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
    viewport: options.viewport ?? { width: 1280, height: 800 },
    colorScheme: options.colorScheme ?? "light",
    javaScriptEnabled: options.javaScriptEnabled ?? true,
  })
  context.setDefaultTimeout(60_000)
  t.teardown(() => context.close())
  return context
}

function path(): string | undefined {
  return candidates.find(candidate => {
    try {
      accessSync(candidate, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
