/** A path as people outside reach it. */
import type { Core } from "../../core/core.ts"

/** null where the site did not tell the hub its public URL: what a request names as host may be anything. */
export function publicUrl(core: Pick<Core, "config">, path: string): string | null {
  const url = core.config.get("JupyterHub.public_url")
  return url !== "" && URL.canParse(url) ? new URL(url).origin + path : null
}
