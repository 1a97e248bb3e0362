/** Puts the certificate of a server into its user's home, by the user's own hand: a link there leads nowhere that the user may not write. */
import { readFile, rm } from "node:fs/promises"
import { basename, join } from "node:path"
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Refusal } from "../../hub/plugin/errors.ts"
import type { CertificateFiles } from "../../hub/plugin/spawner.ts"
import type { Account } from "./account.ts"

/** Where JupyterHub's servers look for it, too. The key does not stay with the hub. */
export async function homeCertificates(
  files: CertificateFiles,
  owner: Account,
  context: PluginContext,
): Promise<CertificateFiles> {
  const folder = join(owner.home, ".jupyterhub", "jupyterhub-certs")
  const inFolder = (path: string) => join(folder, basename(path))
  const placed = { key: inFolder(files.key), cert: inFolder(files.cert), ca: inFolder(files.ca) }
  const run = (argv: readonly string[], input?: Buffer) => asOwner(argv, owner, context, input)
  await run(["mkdir", "-p", "--", folder])
  await run(["chmod", "700", "--", folder])
  // The modes first: nobody reads the key between its being written and its being closed off.
  await run(["touch", "--", ...Object.values(placed)])
  await run(["chmod", "600", "--", ...Object.values(placed)])
  for (const name of ["key", "cert", "ca"] as const)
    await run(["dd", `of=${placed[name]}`, "status=none"], await readFile(files[name]))
  await rm(files.key, { force: true })
  return placed
}

async function asOwner(argv: readonly string[], owner: Account, context: PluginContext, input?: Buffer): Promise<void> {
  const isRoot = process.geteuid?.() === 0
  const account = isRoot ? { uid: owner.uid, gid: owner.gid } : {}
  const env = { PATH: context.hubEnv("PATH") ?? "/usr/bin:/bin" }
  const { code, stderr } = await context.exec(argv, { env, ...account, ...(input ? { input } : {}) })
  if (code === 0) return
  throw new Refusal(500, `The server's certificate could not be put into ${owner.home}: ${stderr.trim()}`, {
    code: "no-certificate",
  })
}
