/** Logins: what the authenticator says, what the rules say, what the log keeps. */
import t, { type Test } from "tap"
import { authenticate } from "../../../hub/core/users/login.ts"
import { roleNamesOfUsers } from "../../../hub/db/members.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import type { Authenticator, AuthModel } from "../../../hub/plugin/authenticator.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import { type BareCoreOptions, bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"

/** Lets in whoever has the password "right", as the model says. */
const plugin = (model: Partial<AuthModel> = {}): Authenticator => ({
  name: "test",
  loginService: "",
  authenticate: async ({ username, password }) => (password === "right" ? { name: username, ...model } : null),
})

const everybody = { "Authenticator.allow_all": true }

async function place(t: Test, options: BareCoreOptions = {}) {
  const hub = await bareCore(t, { traits: everybody, authenticator: plugin(), ...options })
  const login = (username: string, password = "right") =>
    authenticate(hub.core, { username, password, fields: {}, ip: "10.0.0.1" })
  return { ...hub, login }
}

t.test("the first login makes the user, with the default role", async t => {
  const { core, login, log } = await place(t)
  const user = await login("Ada")
  t.equal(user?.name, "ada")
  t.same((await roleNamesOfUsers(core.db, [user?.id ?? 0])).get(user?.id ?? 0), ["user"])
  t.equal((await login("ada"))?.id, user?.id)
  t.match(log(), /User logged in: ada/)
})

t.test("a wrong password is nobody, and a line that others look for", async t => {
  const { core, login, log } = await place(t)
  t.equal(await login("ada", "wrong"), null)
  t.equal(await findUserByName(core.db, "ada"), null)
  t.match(log(), /Failed login for 'ada'/)
  t.match(await core.metrics.registry.metrics(), /login_duration_seconds_count\{status="failure"\} 1/)
})

t.test("a flood of a name stays one short line", async t => {
  const { login, log } = await place(t)
  await login(`x\n${"y".repeat(5_000_000)}`, "wrong")
  t.ok(log().length < 2000, `${log().length}`)
  t.match(log(), /\(5000002 chars\)/)
})

t.test("blocked, not allowed or not a name: nobody, although the password is right", async t => {
  const { login, log } = await place(t, {
    traits: { "Authenticator.allowed_users": ["ada", "mallory"], "Authenticator.blocked_users": ["mallory"] },
  })
  t.ok(await login("ada"))
  for (const name of ["mallory", "MALLORY", "stranger", "..", "a/b", "", "ada\0"])
    t.equal(await login(name), null, name)
  t.match(log(), /'mallory' blocked/)
  t.match(log(), /'stranger' not allowed/)
  t.match(log(), /Disallowing invalid username 'a\/b'/)
})

t.test("admin_users are admins, and an authenticator's word counts more", async t => {
  const traits = { ...everybody, "Authenticator.admin_users": ["ada"] }
  t.equal((await (await place(t, { traits })).login("ADA"))?.admin, true)
  t.equal((await (await place(t, { traits, authenticator: plugin({ admin: false }) })).login("ada"))?.admin, false)
  t.equal((await (await place(t, { authenticator: plugin({ admin: true }) })).login("bob"))?.admin, true)
})

t.test("after five failures tries have to wait, and a right password too", async t => {
  const clock = manualClock()
  const { login } = await place(t, { clock })
  for (let i = 0; i < 6; i++) await login("ada", "wrong").catch(() => {})
  await t.rejects(login("ada"), { name: "Refusal", status: 429 })
  await clock.advance(60_000)
  t.ok(await login("ada"))
  t.equal(await login("ada", "wrong"), null, "a login forgets the failures before it")
})

t.test("an authenticator's own no has its words, and counts as a failure", async t => {
  const refusing = { ...plugin(), authenticate: () => Promise.reject(new Refusal(403, "Not on Sundays")) }
  const { login } = await place(t, { authenticator: refusing, clock: manualClock() })
  for (let i = 0; i < 5; i++) await t.rejects(login("ada"), { status: 403, message: "Not on Sundays" })
  await t.rejects(login("ada"), { name: "Refusal", status: 429 })
})

t.test("post_auth_hook changes what is kept", async t => {
  const { core, login } = await place(t)
  const hook = { __py__: 1, repr: "function hook", kind: "function" } as const
  const calls: unknown[] = []
  const hooked = {
    ...core,
    config: { ...core.config, get: core.config.get.bind(core.config), hook: () => hook },
    authenticatorContext: {
      ...core.authenticatorContext,
      call: async (_: unknown, args: readonly unknown[]) => {
        calls.push(args[2])
        return { ...(args[2] as object), admin: true }
      },
    },
  }
  const credentials = { username: "ada", password: "right", fields: {}, ip: "::1" }
  t.equal((await authenticate(hooked, credentials))?.admin, true)
  t.match(calls, [{ name: "ada", admin: null, auth_state: null }])
  t.equal((await login("ada"))?.admin, true, "what was said once stays, until something else is said")
  const broken = { ...hooked, authenticatorContext: { ...hooked.authenticatorContext, call: async () => null } }
  await t.rejects(authenticate(broken, credentials), { status: 500, message: /post_auth_hook must return/ })
})
