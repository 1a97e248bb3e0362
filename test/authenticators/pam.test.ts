/** PAM as it is on this machine, with a service of the test's own where that can be set up. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import t, { type Test } from "tap"
import { pam } from "../../authenticators/pam.ts"
import { authenticatorContract, credentials } from "../contract/authenticator.ts"
import { pluginContext } from "../support/plugin-context.ts"

const cannot = process.getuid?.() !== 0 || !existsSync("/etc/pam.d") ? "takes root and /etc/pam.d" : false

/** A PAM service whose password is "right"; `account` is what it says of the account. */
function service(t: Test, account: "permit" | "deny"): string {
  const name = `carme-test-${process.pid}-${account}`
  const file = join("/etc/pam.d", name)
  const folder = mkdtempSync(join(tmpdir(), "carme-pam-"))
  const check = join(folder, "check")
  writeFileSync(check, '[ "$(tr -d "\\0")" = right ]\n')
  const auth = `auth required pam_exec.so expose_authtok quiet /bin/sh ${check}`
  writeFileSync(file, `${auth}\naccount required pam_${account}.so\n`)
  t.teardown(() => {
    rmSync(file)
    rmSync(folder, { recursive: true })
  })
  return name
}

t.test("right and wrong passwords", { skip: cannot }, async t => {
  const context = await pluginContext(t, { "PAMAuthenticator.service": service(t, "permit") })
  await authenticatorContract(t, {
    authenticator: pam,
    context,
    right: [{ username: "root", password: "right" }],
    wrong: [
      { username: "root", password: "wrong" },
      { username: "root", password: "" },
      { username: "root", password: "right\0" },
    ],
  })
  t.match(context.logged(), /PAM Authentication failed \("root"@10\.0\.0\.1\)/)
  t.notMatch(context.logged(), /wrong/)
})

t.test("an account that is locked, where that is asked for", { skip: cannot }, async t => {
  const login = credentials({ username: "root", password: "right" })
  const name = service(t, "deny")
  const strict = await pluginContext(t, { "PAMAuthenticator.service": name })
  t.equal(await pam.authenticate(login, strict), null)
  t.match(strict.logged(), /PAM Account Check failed/)
  const lax = await pluginContext(t, { "PAMAuthenticator.service": name, "PAMAuthenticator.check_account": false })
  t.match(await pam.authenticate(login, lax), { name: "root", admin: null })
})

t.test("admin by group: yes, no, or not asked", { skip: cannot }, async t => {
  const name = service(t, "permit")
  const admin = async (traits: Record<string, unknown>) => {
    const context = await pluginContext(t, { "PAMAuthenticator.service": name, ...traits })
    return (await pam.authenticate(credentials({ username: "root", password: "right" }), context))?.admin
  }
  t.equal(await admin({}), null)
  t.equal(await admin({ "PAMAuthenticator.admin_groups": ["root"] }), true)
  t.equal(await admin({ "PAMAuthenticator.admin_groups": ["daemon"] }), false)
  t.equal(await admin({ "PAMAuthenticator.admin_groups": ["daemon"], "Authenticator.admin_users": ["root"] }), null)
})

t.test("the password goes neither into arguments nor into the environment", async t => {
  const context = await pluginContext(t)
  const calls: unknown[] = []
  const watched: typeof context = {
    ...context,
    exec: async (argv, options) => {
      calls.push(argv, options?.env)
      t.match(options?.input, /s3cret/)
      return {
        code: 0,
        signal: null,
        timedOut: false,
        stdout: '{"ok": false, "stage": "authenticate", "reason": "no"}',
        stderr: "",
      }
    },
  }
  t.equal(await pam.authenticate(credentials({ username: "ada", password: "s3cret" }), watched), null)
  t.notMatch(JSON.stringify(calls), /s3cret|ada/)
})

t.test("PAM that cannot be asked is no wrong password", async t => {
  const context = await pluginContext(t)
  const broken = {
    ...context,
    exec: async () => ({ code: 1, signal: null, timedOut: false, stdout: "", stderr: "OSError: libpam.so.0" }),
  }
  await t.rejects(pam.authenticate(credentials({ username: "ada" }), broken), { status: 503, message: /libpam/ })
})

t.test("who may come in by group, and who can be a user", async t => {
  const context = await pluginContext(t, { "LocalAuthenticator.allowed_groups": ["root"] })
  t.equal(await pam.allow("root", context), true)
  t.equal(await pam.allow("daemon", context), false)
  await t.resolves(pam.admit("root", context))
  await t.rejects(pam.admit("no-such-account", context), { status: 400, message: /no account "no-such-account"/ })
})
