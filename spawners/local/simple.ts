/** The simple spawner: servers of anybody run as the hub's own account, with a home folder each. For trials, not for people who must not see each other's files. */
import { lstat, mkdir, stat } from "node:fs/promises"
import { dirname } from "node:path"
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Refusal } from "../../hub/plugin/errors.ts"
import type { Run, Spawner } from "../../hub/plugin/spawner.ts"
import { localSpawner } from "./local-spawner.ts"

export const simple = localSpawner({
  name: "simple",
  async check(run) {
    folderName(run)
  },
  async prepare(run, context) {
    const home = homeOf(run, context)
    await mkdir(home, { recursive: true, mode: 0o755 })
    await refuseStranger(home)
    return { home, shell: "/bin/bash", cwd: home }
  },
}) satisfies Spawner

function homeOf(run: Run, context: PluginContext): string {
  const name = folderName(run)
  return context.setting<string>("SimpleLocalProcessSpawner.home_dir_template").replaceAll("{username}", () => name)
}

/** The user's name becomes one folder's name, never a way out of the template. */
function folderName({ user: { name } }: Run): string {
  if (name === "." || name === ".." || /[/\0]/.test(name)) {
    throw new Refusal(400, "This user name cannot be a folder's name.", { code: "bad-home" })
  }
  return name
}

/** In a folder where anybody may write, such as /tmp, somebody else could have made the home first. */
async function refuseStranger(home: string): Promise<void> {
  const parent = await stat(dirname(home))
  if ((parent.mode & 0o002) === 0) return
  const { uid } = await lstat(home)
  if (uid !== process.geteuid?.()) {
    throw new Refusal(403, `The home folder ${home} belongs to another account of this machine.`, { code: "bad-home" })
  }
}
