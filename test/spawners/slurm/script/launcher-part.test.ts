/** The launcher in the job's script, by a real bash, and what its start says in an image that it is not made for. */
import { cpSync } from "node:fs"
import { fileURLToPath } from "node:url"
import t from "tap"
import { exec } from "../../../../hub/core/exec.ts"
import { launcherPart } from "../../../../spawners/slurm/script/launcher-part.ts"

const source = fileURLToPath(new URL("../../../../share/singleuser/launcher", import.meta.url))
const env = { PATH: process.env.PATH ?? "" }

const words = (folder: string, isNeeded = false) =>
  exec(["bash"], {
    env,
    input: `mounts=()\n${launcherPart(folder, isNeeded)}\nprintf '<%s>' "\${mounts[@]}" "\${launcher[@]}"`,
  })

t.test("bound read-only, and put before the server's command", async t => {
  const dir = t.testdir({ "it's": { "start.sh": "" } })
  const bind = `--bind=${dir}/it's:/opt/carme-launcher:ro`
  t.match(await words(`${dir}/it's`), {
    code: 0,
    stdout: `<${bind}></bin/sh></opt/carme-launcher/start.sh>`,
    stderr: "",
  })
  t.match(await words(""), { code: 0, stdout: "<>", stderr: "" })
})

t.test("one that is not on the node is told, and ends a job that needs it", async t => {
  const dir = t.testdir()
  t.match(await words(`${dir}/gone`), { code: 0, stdout: "<>", stderr: /is not there on this node/ })
  t.match(await words(`${dir}/gone`, true), { code: 78, stdout: "", stderr: /is not there on this node/ })
})

t.test("an image's own programs come first; without a launcher for its Python it says what there is", async t => {
  const dir = t.testdir({ "2.7-m68k-glibc": {} })
  cpSync(source, dir, { recursive: true })
  const start = (...argv: string[]) => exec(["sh", `${dir}/start.sh`, ...argv], { env })
  t.match(await start("printf", "true"), { code: 0, stdout: "true" })
  const other = await start("no-such-wrapper", "no-such-server")
  t.match(other, {
    code: 78,
    stderr: /has Python 3\.\d+t?-\w+-(glibc|musl), and the launcher of this hub is for: 2\.7-m68k/,
  })
  const app = await start("printf", "carme-app")
  t.match(app, { code: 78 }, "an app is always the launcher's")
})
