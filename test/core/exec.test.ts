/** Child processes, with real ones: environment, caps, timeouts, EPIPE, session leaders. */
import { existsSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { exec, startDaemon, startPiped } from "../../hub/core/exec.ts"
import { processes } from "../../hub/core/processes.ts"
import { Fault } from "../../hub/plugin/errors.ts"

const path = { PATH: "/usr/bin:/bin" }

t.test("exec hands over argv as it is, no shell between", async t => {
  const result = await exec(["printf", "%s|", "$HOME", "; ls", "a b", "--opt=\n"])
  t.equal(result.stdout, "$HOME|; ls|a b|--opt=\n|")
  t.match(result, { code: 0, signal: null, timedOut: false, stderr: "" })
})

t.test("nothing of the hub's environment reaches the child", async t => {
  process.env.SECRET_OF_THE_HUB = "x"
  t.teardown(() => delete process.env.SECRET_OF_THE_HUB)
  t.same(await names({ ...path, A: "1" }), ["PATH", "A"])
  t.same(await names(), ["PATH", "LANG"])
})

t.test("exit code, stderr, cwd and input come through", async t => {
  const result = await exec(["sh", "-c", "cat; pwd; echo no >&2; exit 3"], { input: "in\n", cwd: "/usr" })
  t.match(result, { code: 3, stdout: "in\n/usr\n", stderr: "no\n" })
})

t.test("a child that never reads its input does not break the hub", async t => {
  const result = await exec(["true"], { input: Buffer.alloc(4 << 20, "x") })
  t.equal(result.code, 0)
})

t.test("output over the cap is cut off and the child still ends", async t => {
  const result = await exec(["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' a; echo b >&2"], { maxBytes: 1000 })
  t.equal(result.stdout.length, 1000)
  t.match(result, { code: 0, stderr: "b\n" })
})

t.test("a timeout ends the child and its children", async t => {
  const result = await exec(["sh", "-c", "sleep 1000 & echo $!; wait"], { timeoutMs: 300 })
  t.equal(result.timedOut, true)
  const pid = Number(result.stdout)
  t.ok(pid > 1)
  await gone(pid)
})

t.test("a background child that keeps the pipes open does not keep exec waiting", async t => {
  const result = await exec(["sh", "-c", "sleep 1000 & echo done"], { timeoutMs: 300 })
  t.match(result, { code: 0, timedOut: false, stdout: "done\n" })
})

t.test("what cannot be started is a Fault that names it", async t => {
  await t.rejects(exec(["/no/such/program"]), Fault)
  await t.rejects(exec(["/no/such/program"]), { message: /\/no\/such\/program.*no such program/ })
  await t.rejects(exec([]), { message: /empty command/ })
  await t.rejects(exec(["echo", "a\0b"]), Fault)
  await t.rejects(startDaemon(["/no/such/program"]), Fault)
  await t.rejects(startPiped(["/no/such/program"]), Fault)
})

t.test("a daemon leads a session of its own and writes to its log", async t => {
  const logFile = join(t.testdir(), "daemon.log")
  const daemon = await startDaemon(["sh", "-c", "umask; ps -o sid= -p $$; echo oops >&2; exit 7"], {
    env: path,
    logFile,
    umask: 0o027,
  })
  t.equal(await daemon.ended, 7)
  const [mask, sid, error] = readFileSync(logFile, "utf8").split("\n")
  t.equal(mask, "0027")
  t.equal(Number(sid), daemon.pid)
  t.equal(error, "oops")
  t.equal(statSync(logFile).mode & 0o777, 0o600)
})

t.test("a daemon's log is never written through a link", async t => {
  const dir = t.testdir({ log: t.fixture("symlink", "target") })
  await t.rejects(startDaemon(["echo", "x"], { logFile: join(dir, "log") }), { code: "ELOOP" })
  t.notOk(existsSync(join(dir, "target")))
})

t.test(
  "a daemon becomes the user with exactly the groups given",
  { skip: process.getuid?.() !== 0 && "needs root" },
  async t => {
    const logFile = join(t.testdir(), "id.log")
    const command = ["sh", "-c", "id -u; id -g; id -G"]
    await (await startDaemon(command, { env: path, logFile, uid: 65534, gid: 65534, groups: [65534, 100] })).ended
    t.equal(readFileSync(logFile, "utf8"), "65534\n65534\n65534 100\n")
    const none = join(t.testdir(), "none.log")
    await (await startDaemon(command, { env: path, logFile: none, uid: 65534, gid: 65534 })).ended
    t.equal(readFileSync(none, "utf8"), "65534\n65534\n65534\n")
  },
)

t.test("a piped child answers over its pipes and its death is told by ended", async t => {
  const child = await startPiped(["cat"])
  child.stdin.write("hello\n")
  const [chunk] = await once(child.stdout)
  t.equal(String(chunk), "hello\n")
  processes.signal(child.pid, "SIGKILL")
  t.equal(await child.ended, null)
  child.stdin.write("to the dead\n")
})

/** The names in a child's environment, less those that tap adds to every child of a test. */
async function names(env?: Record<string, string>): Promise<(string | undefined)[]> {
  const { stdout } = await exec(["env"], env ? { env } : {})
  const all = stdout.match(/^[A-Z_]+(?==)/gm) ?? []
  return all.filter(name => !name.startsWith("_TAPJS") && name !== "NODE_OPTIONS")
}

function once(stream: NodeJS.ReadableStream): Promise<unknown[]> {
  return new Promise(resolve => stream.once("data", (...args) => resolve(args)))
}

/** The kernel needs a moment between the signal and the end; tail --pid waits for it. */
async function gone(pid: number): Promise<void> {
  await exec(["tail", `--pid=${pid}`, "-f", "/dev/null"], { timeoutMs: 5000 })
  if (processes.alive(pid)) throw new Error(`${pid} is still alive`)
}
