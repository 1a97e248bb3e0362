import t from "tap"
import { serverCommand } from "../../../spawners/slurm/server-command.ts"
import { jupyter } from "../../support/slurm.ts"

const settings = { singleuserCmd: "batchspawner-singleuser" }
const cmd = ["jupyterhub-singleuser", "--debug"]

t.test("JupyterLab's command, or the proxy of an app with the app's words behind a --", async t => {
  t.same(serverCommand({ container: jupyter, cmd }, settings), ["batchspawner-singleuser", ...cmd])
  t.same(serverCommand({ container: null, cmd }, settings), ["batchspawner-singleuser", ...cmd])
  const app = { command: ["ide", "--socket={unix_socket}"], ready: "/healthz", stripPrefix: true, timeoutSeconds: 90 }
  const words = (change = {}) => serverCommand({ container: { ...jupyter, app: { ...app, ...change } }, cmd }, settings)
  t.same(words(), [
    ...["batchspawner-singleuser", "carme-app", "--ready=/healthz", "--timeout=90", "--strip-prefix"],
    ...["--", "ide", "'--socket={unix_socket}'"],
  ])
  t.notOk(words({ stripPrefix: false }).includes("--strip-prefix"))
})

t.test("a program with its options in one text, and a line for a shell as one word", async t => {
  const words = (...cmd: string[]) => serverCommand({ container: null, cmd }, settings).slice(1)
  t.same(words("prog --flag", "--root=$HOME"), ["prog", "--flag", `--root="$HOME"`])
  t.same(words("sh", "-c", "exec x $Y"), ["sh", "-c", "'exec x $Y'"])
})
