/** The localprocess spawner: each server runs as its user's own OS account. */
import { stat } from "node:fs/promises"
import { dirname } from "node:path"
import type { Spawner } from "../../hub/plugin/spawner.ts"
import { type Account, account } from "./account.ts"
import { homeCertificates } from "./home-certificates.ts"
import { localSpawner } from "./local-spawner.ts"

export const localprocess = localSpawner({
  name: "localprocess",
  async check(run, context) {
    await account(run.user.name, context)
  },
  async placeCertificates(files, run, context) {
    return homeCertificates(files, await account(run.user.name, context), context)
  },
  async prepare(run, context) {
    const owner = await account(run.user.name, context)
    return { home: owner.home, shell: owner.shell, cwd: await nearestFolder(owner.home), ...identity(owner) }
  },
}) satisfies Spawner

/** Only root can become somebody else; an ordinary hub's servers run as it does. */
function identity({ uid, gid, groups }: Account): { owner?: Pick<Account, "uid" | "gid" | "groups"> } {
  return process.geteuid?.() === 0 ? { owner: { uid, gid, groups } } : {}
}

async function nearestFolder(path: string): Promise<string> {
  if (path === "" || path === "/") return "/"
  const found = await stat(path).catch(() => null)
  return found?.isDirectory() ? path : nearestFolder(dirname(path))
}
