/** Copying into the scratch folder and back, by a real bash with real files, and what the hub is told by a real curl. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import t from "tap"
import { exec } from "../../../../hub/core/exec.ts"
import { jobData } from "../../../../spawners/slurm/data/job-data.ts"
import { stopPart } from "../../../../spawners/slurm/script/run-part.ts"
import { reportPart, stageInPart, stageOutPart } from "../../../../spawners/slurm/script/stage-part.ts"
import { quoted } from "../../../../spawners/slurm/shell-words.ts"

const path = process.env.PATH ?? ""

function script(
  stageIn: readonly { from: string; to: string }[],
  stageOut: readonly { from: string; to: string }[] = [],
) {
  const data = `data=(${jobData([], stageIn, stageOut).map(quoted).join(" ")})`
  return (between = "") => [stopPart, data, reportPart, stageInPart, between, stageOutPart].join("\n")
}

t.test("folders and files arrive as they are, under names that mean nothing to a shell", async t => {
  const dir = t.testdir({ "a $(id)": { deep: { x: "1" } }, "-n": "2", scratch: {} })
  const stage = script(
    [
      { from: `${dir}/a $(id)`, to: "in/here" },
      { from: `${dir}/-n`, to: "-n" },
      { from: `${dir}/gone`, to: "gone" },
    ],
    [{ from: "in/here", to: `${dir}/back/again` }],
  )
  const env = { PATH: path, CARME_SCRATCH: `${dir}/scratch` }
  const { stderr } = await exec(["bash"], { env, input: stage('echo more >"$CARME_SCRATCH/in/here/new"') })
  t.equal(readFileSync(`${dir}/scratch/in/here/deep/x`, "utf8"), "1")
  t.equal(readFileSync(`${dir}/scratch/-n`, "utf8"), "2")
  t.equal(readFileSync(`${dir}/back/again/new`, "utf8"), "more\n")
  t.match(stderr, `Copied ${dir}/a $(id) to ${dir}/scratch/in/here.`)
  t.match(stderr, `${dir}/gone is not there, and was not copied.`)
})

t.test("a copy that fails is told with its code, and without a scratch folder nothing is copied", async t => {
  const dir = t.testdir({ a: "1", bin: {}, scratch: {} })
  writeFileSync(`${dir}/bin/cp`, "#!/bin/sh\nexit 7\n")
  chmodSync(`${dir}/bin/cp`, 0o755)
  const stage = script([{ from: `${dir}/a`, to: "a" }])
  const failed = await exec(["bash"], {
    env: { PATH: `${dir}/bin:${path}`, CARME_SCRATCH: `${dir}/scratch` },
    input: stage(),
  })
  t.match(failed.stderr, /could not be copied to .*\/scratch\/a \(exit code 7\)/)
  const none = await exec(["bash"], { env: { PATH: path }, input: stage() })
  t.match(none.stderr, /There is no scratch folder/)
})

t.test("a job that is asked to end while it copies out goes on with that", async t => {
  const dir = t.testdir({ scratch: { r: "1" } })
  const stage = script([], [{ from: "r", to: `${dir}/r` }])
  const slow = `cp() { sleep 0.3; command cp "$@"; }\n(sleep 0.1; kill -TERM $$) &\n`
  await exec(["bash"], { env: { PATH: path, CARME_SCRATCH: `${dir}/scratch` }, input: slow + stage() })
  t.ok(existsSync(`${dir}/r`))
})

t.test("the hub is told by the run's token, which is in no argv, whatever a path is called", async t => {
  const dir = t.testdir({ 'a"b\\c': "1", bin: {}, scratch: {} })
  const asked: { url: string | undefined; token: string | undefined; body: unknown }[] = []
  const server = createServer(async (request, response) => {
    let text = ""
    for await (const chunk of request) text += chunk
    asked.push({ url: request.url, token: request.headers.authorization, body: JSON.parse(text) })
    response.end("{}")
  })
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => server.close())
  writeFileSync(
    `${dir}/bin/curl`,
    `#!/bin/bash\nprintf '%s ' "$@" >>${dir}/argv\nPATH=${quoted(path)} exec curl "$@"\n`,
  )
  chmodSync(`${dir}/bin/curl`, 0o755)
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub/api`
  const env = {
    PATH: `${dir}/bin:${path}`,
    CARME_SCRATCH: `${dir}/scratch`,
    JUPYTERHUB_API_URL: api,
    JUPYTERHUB_API_TOKEN: "canary-token",
  }
  await exec(["bash"], { env, input: script([{ from: `${dir}/a"b\\c`, to: "a" }])() })
  t.match(asked.at(-1), { url: "/hub/api/runs/told", token: "token canary-token" })
  t.match(asked.at(-1)?.body, { message: /^Copied .*a\?b\?c to / })
  t.notMatch(readFileSync(`${dir}/argv`, "utf8"), "canary")
})
