/** Accounts of this system, made and taken away again where the tests run as root. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import t, { type Test } from "tap"
import { accountSpelling, hasAccount, makeAccount, withoutAccount } from "../../authenticators/unix-accounts.ts"
import { exec } from "../../hub/core/exec.ts"
import type { PluginContext } from "../../hub/plugin/context.ts"
import { pluginContext } from "../support/plugin-context.ts"

const isRoot = process.getuid?.() === 0
const lacks = (program: string) => (isRoot && existsSync(program) ? false : `takes root and ${program}`)

/** A name that no account has; what gets it is taken away at the end. */
function newName(t: Test, suffix = ""): string {
  const name = `carme-t${process.pid}${suffix}`
  t.teardown(() => exec(["userdel", "--remove", "--force", name]))
  return name
}

const passwd = (name: string) =>
  readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find(l => l.startsWith(`${name}:`)) ?? ""

t.test("which names have an account", async t => {
  const context = await pluginContext(t)
  t.ok(await hasAccount("root", context))
  const none = ["no-such-account", "", "0", "-h", "--help", "root root", "root\nroot", "#0"]
  for (const name of none) t.notOk(await hasAccount(name, context), JSON.stringify(name))
  t.same(await withoutAccount(["root", ...none, "daemon"], context), none)
  const crowd = Array.from({ length: 450 }, (_, i) => `no-such-account-${i}`)
  t.same(await withoutAccount([...crowd, "root"], context), crowd, "more than fit into one question")
})

t.test("an entry under another spelling is an account all the same", async t => {
  const context = await pluginContext(t)
  const root = "root:x:0:0:root:/root:/bin/bash\n"
  const folding: PluginContext = {
    ...context,
    // As sssd answers: whatever the letters, and in its own.
    exec: async argv => {
      const found = argv.slice(3).filter(key => key.toLowerCase() === "root" || key === "0")
      return { code: 0, signal: null, timedOut: false, stdout: root.repeat(found.length), stderr: "" }
    },
  }
  t.same(await withoutAccount(["ROOT", "nobody-here"], folding), ["nobody-here"])
  t.equal(await accountSpelling("ROOT", folding), "root")
  t.equal(await accountSpelling("no-such-account", context), null)
})

t.test("Debian's adduser, as JupyterHub calls it", { skip: lacks("/usr/sbin/adduser") }, async t => {
  const name = newName(t)
  const uid = 40_000 + (process.pid % 10_000)
  const context = await pluginContext(t, { "LocalAuthenticator.uids": { [name]: uid } })
  await makeAccount(name, context)
  t.match(passwd(name), new RegExp(`^${name}:x:${uid}:.*:/home/${name}:`))
  t.match(context.logged(), /"adduser" "-q"/)
  await t.resolves(makeAccount(name, context), "somebody else was faster")
})

t.test("a command of the site's own, with USERNAME in it", { skip: lacks("/usr/sbin/useradd") }, async t => {
  const name = newName(t, "a")
  const add_user_cmd = ["useradd", "--no-create-home", "--home-dir", "/custom/USERNAME/USERNAME"]
  const context = await pluginContext(t, { "LocalAuthenticator.add_user_cmd": add_user_cmd })
  await makeAccount(name, context)
  t.match(passwd(name), `:/custom/${name}/${name}:`)
})

t.test("two at once wait for each other, since such commands do not", async t => {
  const busy = join(t.testdir(), "busy")
  const add_user_cmd = ["sh", "-c", 'mkdir "$0" && sleep 0.1 && rmdir "$0"', busy]
  const context = await pluginContext(t, { "LocalAuthenticator.add_user_cmd": add_user_cmd })
  await t.resolves(Promise.all(["no-such-one", "no-such-other"].map(name => makeAccount(name, context))))
})

t.test("an account that cannot be made says why", async t => {
  const cmd = ["sh", "-c", "echo first; echo 'the disk is full' >&2; exit 3"]
  const context = await pluginContext(t, { "LocalAuthenticator.add_user_cmd": cmd })
  await t.rejects(makeAccount("no-such-account", context), {
    status: 400,
    message: "The account no-such-account could not be made by sh: the disk is full",
  })
})

t.test("what is no name is never handed to the command", async t => {
  const context = await pluginContext(t)
  const calls: (readonly string[])[] = []
  const watched: PluginContext = {
    ...context,
    exec: async argv => {
      calls.push(argv)
      return { code: 0, signal: null, timedOut: false, stdout: "", stderr: "" }
    },
  }
  for (const name of ["-o", "--uid=0", "0", "", "a b", "../x", "a:0:0", "a\n"]) {
    await t.rejects(makeAccount(name, watched), { status: 400, message: /cannot be the name of an account/ })
  }
  t.same(calls, [])
  await makeAccount("$&", watched).catch(() => {})
  await makeAccount("a$", watched)
  t.same(calls, [["adduser", "-q", "--gecos", '""', "--disabled-password", "a$"]])
})
