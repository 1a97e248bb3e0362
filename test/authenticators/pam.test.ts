/** PAM as it is on this machine, with a service of the test's own where that can be set up. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import t, { type Test } from "tap"
import { pam } from "../../authenticators/pam.ts"
import { exec } from "../../hub/core/exec.ts"
import type { PluginContext } from "../../hub/plugin/context.ts"
import { authenticatorContract, credentials } from "../contract/authenticator.ts"
import { pluginContext } from "../support/plugin-context.ts"

const cannot = process.getuid?.() !== 0 || !existsSync("/etc/pam.d") ? "takes root and /etc/pam.d" : false

interface Service {
  readonly account?: "permit" | "deny"
  readonly password?: Buffer
  /** What it says of a session, which it notes in `notes`. */
  readonly session?: "permit" | "deny"
}

/** A PAM service of its own; the password is "right" by default. */
function service(t: Test, { account = "permit", password = Buffer.from("right"), session = "permit" }: Service = {}) {
  const folder = mkdtempSync(join(tmpdir(), "carme-pam-"))
  const name = `carme-test-${process.pid}-${basename(folder).slice(-6).toLowerCase()}`
  const file = join("/etc/pam.d", name)
  const [check, note, notes] = [join(folder, "check"), join(folder, "note"), join(folder, "notes")]
  writeFileSync(join(folder, "password"), password)
  writeFileSync(check, `tr -d "\\0" | cmp -s - ${join(folder, "password")}\n`)
  writeFileSync(note, `echo "$PAM_TYPE $PAM_USER" >> ${notes}\n`)
  const lines = [
    `auth required pam_exec.so expose_authtok quiet /bin/sh ${check}`,
    `account required pam_${account}.so`,
    `session required pam_exec.so quiet /bin/sh ${note}`,
    `session required pam_${session}.so`,
  ]
  writeFileSync(file, `${lines.join("\n")}\n`)
  writeFileSync(notes, "")
  t.teardown(() => {
    rmSync(file)
    rmSync(folder, { recursive: true })
  })
  return { name, notes: () => readFileSync(notes, "utf8") }
}

t.test("right and wrong passwords", { skip: cannot }, async t => {
  const context = await pluginContext(t, { "PAMAuthenticator.service": service(t).name })
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
  const { name } = service(t, { account: "deny" })
  const strict = await pluginContext(t, { "PAMAuthenticator.service": name })
  t.equal(await pam.authenticate(login, strict), null)
  t.match(strict.logged(), /PAM Account Check failed/)
  const lax = await pluginContext(t, { "PAMAuthenticator.service": name, "PAMAuthenticator.check_account": false })
  t.match(await pam.authenticate(login, lax), { name: "root", admin: null })
})

t.test("admin by group: yes, no, or not asked", { skip: cannot }, async t => {
  const { name } = service(t)
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

t.test("names and passwords in the encoding that the site names", { skip: cannot }, async t => {
  const { name } = service(t, { password: Buffer.from([0x70, 0xe4, 0x73, 0x73]) })
  const logIn = async (encoding: string, password: string) => {
    const traits = { "PAMAuthenticator.service": name, "PAMAuthenticator.encoding": encoding }
    const context = await pluginContext(t, traits)
    await pam.validate(context)
    const model = await pam.authenticate(credentials({ username: "root", password }), context)
    return model?.name ?? context.logged()
  }
  t.equal(await logIn("latin-1", "päss"), "root")
  t.match(await logIn("utf8", "päss"), /Authentication failed/)
  t.match(await logIn("latin-1", "€uro"), /a character that latin-1 does not have/)
  await t.rejects(logIn("klingon", "x"), { status: 400, message: /encoding is "klingon", which Python does not know/ })
})

t.test("sessions are opened and closed where the site wants that", { skip: cannot }, async t => {
  const { name, notes } = service(t)
  const context = await pluginContext(t, { "PAMAuthenticator.service": name, "PAMAuthenticator.open_sessions": true })
  t.same(await pam.beforeStart(serverOf("daemon"), context), {})
  t.equal(notes(), "open_session daemon\n")
  await pam.afterStop(serverOf("daemon"), context)
  t.equal(notes(), "open_session daemon\nclose_session daemon\n")
  const plain = await pluginContext(t, { "PAMAuthenticator.service": name })
  await pam.beforeStart(serverOf("root"), plain)
  await pam.afterStop(serverOf("root"), plain)
  t.notMatch(notes(), "root", "not by default")
})

t.test("a session that fails does not hold up the server, and is the last", { skip: cannot }, async t => {
  const { name, notes } = service(t, { session: "deny" })
  const context = await pluginContext(t, { "PAMAuthenticator.service": name, "PAMAuthenticator.open_sessions": true })
  await pam.beforeStart(serverOf("daemon"), context)
  await pam.afterStop(serverOf("daemon"), context)
  await pam.beforeStart(serverOf("root"), context)
  t.equal(notes(), "open_session daemon\n")
  t.match(context.logged(), /Failed to open the PAM session of daemon: .*No sessions are opened or closed any more/)
})

t.test("one account under two names is one user", { skip: cannot }, async t => {
  const [own, other] = [`carme-t${process.pid}x`, `carme-t${process.pid}y`]
  const uid = String(50_000 + (process.pid % 10_000))
  t.teardown(async () => {
    for (const name of [own, other]) await exec(["userdel", "--force", name])
  })
  await exec(["useradd", "--no-create-home", "--uid", uid, own])
  await exec(["useradd", "--no-create-home", "--non-unique", "--uid", uid, other])
  const { name } = service(t)
  const logIn = (username: string, context: PluginContext) =>
    pam.authenticate(credentials({ username, password: "right" }), context)
  const traits = { "PAMAuthenticator.service": name, "PAMAuthenticator.pam_normalize_username": true }
  const context = await pluginContext(t, traits)
  t.match(await logIn(other, context), { name: own })
  t.match(await logIn(own, context), { name: own })
  t.equal(await logIn("no-such-account", context), null)
  await t.resolves(pam.admit(own, context))
  await t.rejects(pam.admit(other, context), { status: 400, message: `is called ${own} on this system` })
  const plain = await pluginContext(t, { "PAMAuthenticator.service": name })
  t.match(await logIn(other, plain), { name: other })
  await t.resolves(pam.admit(other, plain))
})

t.test("accounts are made where the site wants that: for a new user, and at the start", async t => {
  const made: string[] = []
  const making = async (traits: Record<string, unknown>, broken: readonly string[] = []): Promise<PluginContext> => {
    const context = await pluginContext(t, traits)
    return {
      ...context,
      exec: async (argv, options) => {
        if (argv[0] !== "add-one") return context.exec(argv, options)
        const name = argv.at(-1) ?? ""
        if (broken.includes(name)) return { code: 1, signal: null, timedOut: false, stdout: "", stderr: "no" }
        made.push(name)
        return { code: 0, signal: null, timedOut: false, stdout: "", stderr: "" }
      },
    }
  }
  const traits = { "LocalAuthenticator.create_system_users": true, "LocalAuthenticator.add_user_cmd": "add-one" }
  const context = await making(traits, ["broken-account"])
  await pam.admit("root", context)
  t.same(made.splice(0), [], "there is one")
  await pam.admit("no-such-account", context)
  t.same(made.splice(0), ["no-such-account"])
  await t.rejects(pam.admit("--help", context), { status: 400, message: /cannot be the name of an account/ })
  t.same(await pam.meet(["root", "no-such-account", "broken-account"], context), ["broken-account"])
  t.same(made.splice(0), ["no-such-account"])
  const strict = await making({ "Authenticator.delete_invalid_users": true })
  t.same(await pam.meet(["root", "no-such-account"], strict), ["no-such-account"])
  t.same(await pam.meet(["no-such-account", "another-one"], strict), [], "rather a directory that is away")
  t.same(await pam.meet(["no-such-account"], await making({})), [], "nothing would follow from it")
  t.same(made, [])
})

t.test("a directory that does not answer at the start loses nobody", async t => {
  const context = await pluginContext(t, { "Authenticator.delete_invalid_users": true })
  const silent: PluginContext = {
    ...context,
    exec: async () => ({ code: 3, signal: null, timedOut: false, stdout: "", stderr: "enumeration not supported" }),
  }
  t.same(await pam.meet(["root", "no-such-account"], silent), [])
  t.match(context.logged(), /accounts of users are not looked at in this start/)
})

const serverOf = (name: string) => ({ user: { name }, name: "", traits: {} })
