/** The certificate of one run's server under internal_ssl, where the server can read it. */
import type { SpawnerStandIn } from "../../plugin/context.ts"
import { Fault } from "../../plugin/errors.ts"
import type { CertificateFiles, Run } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { domainOf } from "../public-urls.ts"
import { isPyRef } from "../py-ref.ts"
import { spawnerTrait } from "./spawner-trait.ts"

/** null without internal_ssl. */
export async function serverCertificates(
  core: Core,
  run: Run,
  spawner: SpawnerStandIn,
  overrides: Readonly<Record<string, unknown>>,
): Promise<CertificateFiles | null> {
  if (!core.tls) return null
  if (!core.spawner.placeCertificates) throw new Fault(500, `The spawner ${core.spawner.name} has no internal_ssl`)
  const names = await altNames(core, run, spawner, overrides)
  const made = await core.tls.server(run.user.name, names)
  return core.spawner.placeCertificates(made, run, core.spawnerContext)
}

async function altNames(
  core: Core,
  run: Run,
  spawner: SpawnerStandIn,
  overrides: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const set = spawnerTrait(core.config, overrides, "ssl_alt_names")
  const given = isPyRef(set) ? (await core.spawnerContext.callWithSpawner(set, spawner)).result : set
  const domain = domainOf(core.config, "user", run.user.name)
  const usual = [...core.config.get("JupyterHub.trusted_alt_names"), ...(domain === "" ? [] : [`DNS:${domain}`])]
  const own = Array.isArray(given)
    ? given.map(String)
    : [...usual, ...((await core.spawner.certificateNames?.(run, core.spawnerContext)) ?? [])]
  return spawnerTrait(core.config, overrides, "ssl_alt_names_include_local")
    ? ["DNS:localhost", "IP:127.0.0.1", ...own]
    : own
}
