/** With internal_ssl: the certificate of a run's server beside its environment file, written and taken away as its user. */
import { readFile, rm } from "node:fs/promises"
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { CertificateFiles } from "../../../hub/plugin/spawner.ts"
import type { Account } from "../account.ts"
import { commandEnv } from "../command-env.ts"
import type { RunFiles } from "../run-files.ts"
import { writeUserFile } from "../user-file.ts"

/** The key does not stay with the hub. */
export async function placeRunCertificates(
  made: CertificateFiles,
  files: RunFiles,
  asUser: readonly string[],
  context: PluginContext,
  owner: Account,
): Promise<CertificateFiles> {
  const placed = certificatesOf(files)
  for (const part of ["key", "cert", "ca"] as const)
    await writeUserFile(asUser, placed[part], await readFile(made[part], "utf8"), context, owner)
  await rm(made.key, { force: true })
  return placed
}

/** Best effort: the run has ended, and its server with it. */
export async function removeRunCertificates(
  files: RunFiles,
  asUser: readonly string[],
  context: PluginContext,
): Promise<void> {
  const paths = Object.values(certificatesOf(files))
  const argv = [...asUser, "rm", "-f", "--", ...paths]
  const { code } = await context.exec(argv, { env: commandEnv(context), timeoutMs: 20_000 })
  if (code !== 0) context.log.warn("The certificate of a server that has ended could not be removed", { paths })
}

/** Named like the run, so that two servers of a person do not overwrite each other's; mode 0600. */
function certificatesOf({ environment }: Pick<RunFiles, "environment">): CertificateFiles {
  const base = environment.replace(/\.env$/, "")
  return { key: `${base}.key`, cert: `${base}.crt`, ca: `${base}.ca` }
}
