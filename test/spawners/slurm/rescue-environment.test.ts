import t from "tap"
import { rescueEnvironment } from "../../../spawners/slurm/rescue-environment.ts"

t.test("nothing of it is in the home folder", async t => {
  const env = rescueEnvironment("carme-a-1")
  t.equal(env.JUPYTER_RUNTIME_DIR, "/tmp/carme-a-1/runtime")
  const paths = Object.entries(env).filter(([name]) => name !== "CARME_RESCUE")
  t.ok(paths.every(([, path]) => path.startsWith("/tmp/carme-a-1/")))
})
