import t from "tap"
import { rescueEnvironment } from "../../../spawners/slurm/rescue-environment.ts"

t.test("nothing of it is in the home folder, and nobody can make its folder before", async t => {
  const env = rescueEnvironment()
  const folder = env.JUPYTER_RUNTIME_DIR?.replace(/\/runtime$/, "") ?? ""
  t.match(folder, /^\/tmp\/carme-rescue-[0-9a-f]{32}$/)
  const paths = Object.entries(env).filter(([name]) => name !== "CARME_RESCUE")
  t.ok(paths.every(([, path]) => path.startsWith(`${folder}/`)))
  t.not(rescueEnvironment().JUPYTER_RUNTIME_DIR, env.JUPYTER_RUNTIME_DIR)
})
