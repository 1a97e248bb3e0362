/** The certificates of internal_ssl where the site wants them. */
import type { Config } from "../../config/config.ts"
import type { Clock, Log } from "../../plugin/context.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"

/** The library that makes certificates is loaded only where there are some. */
export async function openTls(config: Config, clock: Clock, log: Log): Promise<Pick<Core, "tls">> {
  if (!config.get("JupyterHub.internal_ssl")) return {}
  const { loadInternalTls } = await import("./internal-tls.ts")
  return { tls: await loadInternalTls(config, clock, log) }
}

/** Throws a Refusal where servers would be left without a certificate. */
export function refuseSpawnerWithoutTls({ tls, spawner }: Pick<Core, "tls" | "spawner">): void {
  if (!tls || spawner.placeCertificates) return
  throw new Refusal(
    400,
    `JupyterHub.internal_ssl is not there yet for the spawner ${spawner.name}, which cannot hand certificates to its servers: remove the setting, or use slurm, localprocess or simple`,
  )
}
