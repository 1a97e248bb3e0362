/** `npm run cluster` as a new user meets it: every account that it names logs in, and every command that it prints works. */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import t from "tap"
import { createClient } from "../support/client.ts"
import { plainNode } from "../support/plain-node.ts"
import { freePorts } from "../support/ports.ts"
import { pythonEnv } from "../support/python.ts"

const [program, ...nodeArgs] = plainNode
const demo = fileURLToPath(new URL("../cluster/demo.mjs", import.meta.url))
const needsRoot = process.getuid?.() !== 0 || process.env.CARME_NO_CLUSTER ? "the Slurm cluster needs root" : false

t.test("what the banner says holds", { skip: needsRoot, timeout: 300_000 }, async t => {
  const [port] = await freePorts(1)
  const instance = `${process.env.CARME_CLUSTER ?? "test"}-demo`
  const env = { ...pythonEnv(), CARME_DATA: t.testdir(), CARME_CLUSTER: instance, INIT_CWD: "/" }
  const child = spawn(program, [...nodeArgs, demo, `--port=${port}`], { env, stdio: ["ignore", "pipe", "pipe"] })
  const exit = once(child, "exit")
  t.teardown(async () => {
    child.kill("SIGINT")
    await exit
  })
  const text = await bannerOf(child)

  const accounts = [...text.matchAll(/log in as +(.*)\n +password +(\S+)/g)].flatMap(([, names = "", password = ""]) =>
    [...names.matchAll(/(\w+) \(([^)]*)\)/g)].map(([, name = "", words = ""]) => ({ name, words, password })),
  )
  t.same(
    accounts.map(({ name }) => name),
    ["alice", "bob", "carol"],
  )
  for (const { name, words, password } of accounts) {
    const client = createClient(`http://127.0.0.1:${port}/`)
    t.equal((await client.login(name, password)).status, 302, `${name} logs in with the password that is printed`)
    const isAdmin = /administrator/.test(words)
    t.equal((await client.api("GET", "/user")).json().admin, isAdmin)
    t.equal((await client.open("/hub/admin")).status, isAdmin ? 200 : 403)
    t.equal((await client.open("/hub/spawn")).status, 200)
    const quota = (await client.api("GET", `/users/${name}/quota`)).json()
    if (/four GPUs/.test(words)) t.match(JSON.stringify(quota), /"gpus":\{?.*4/)
    if (/bookings/.test(words)) t.equal((await client.open("/hub/calendar")).status, 200)
  }

  const [, command = ""] = /the cluster +(.*)\n/.exec(text) ?? []
  const { stdout } = await promisify(execFile)("bash", ["-c", command], { cwd: "/" })
  t.match(stdout, /JOBID +PARTITION/)
  const [, signal = ""] = /stop +(\S+)/.exec(text) ?? []
  t.equal(signal, "Ctrl-C")
  child.kill("SIGINT")
  t.equal((await exit)[0], 0)
  await t.rejects(
    promisify(execFile)("bash", ["-c", command], { cwd: "/" }),
    /is not up/,
    "the cluster has gone with it",
  )
})

async function bannerOf(child: ReturnType<typeof spawn>): Promise<string> {
  let text = ""
  const ended = once(child, "close").then(() => {
    throw new Error(`it ended: ${text}`)
  })
  const printed = new Promise<string>(resolve => {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk
        if (/Ctrl-C\n/.test(text)) resolve(text)
      })
  })
  ended.catch(() => {})
  return Promise.race([printed, ended])
}
