/** Who may come in: each rule alone, and together. */
import t, { type Test } from "tap"
import { adminUsers, isAllowed, isBlocked } from "../../../hub/core/users/allow-rules.ts"
import type { Authenticator } from "../../../hub/plugin/authenticator.ts"
import { bareCore } from "../../support/bare-core.ts"

const plugin: Authenticator = { name: "x", loginService: "", authenticate: async () => null }

async function who(t: Test, traits: Record<string, unknown>, authenticator: Authenticator = plugin) {
  const { core, addUser, log } = await bareCore(t, { traits, authenticator })
  await addUser("known")
  const names = ["known", "ada", "stranger", "mallory"]
  const allowed = await Promise.all(names.map(async name => ((await isAllowed(core, name)) ? name : "")))
  return { in: allowed.filter(name => name !== ""), log: log(), core }
}

t.test("without a rule nobody, and the log says so", async t => {
  const { in: allowed, log } = await who(t, {})
  t.same(allowed, [])
  t.match(log, /No rule allows anybody to log in/)
})

t.test("admins alone are no rule", async t => {
  t.same((await who(t, { "Authenticator.admin_users": ["ada"] })).in, [])
})

t.test("allow_all is everybody but who is blocked", async t => {
  const traits = { "Authenticator.allow_all": true, "Authenticator.blocked_users": ["Mallory"] }
  const { in: allowed, core, log } = await who(t, traits)
  t.same(allowed, ["known", "ada", "stranger"])
  t.ok(isBlocked(core, "mallory"))
  t.notMatch(log, /No rule/)
})

t.test("allowed_users brings in existing users and admins too", async t => {
  t.same((await who(t, { "Authenticator.allowed_users": ["ADA"] })).in, ["known", "ada"])
  const closed = { "Authenticator.allowed_users": ["ada"], "Authenticator.allow_existing_users": false }
  t.same((await who(t, closed)).in, ["ada"])
  const admins = { ...closed, "Authenticator.admin_users": ["stranger"] }
  t.same((await who(t, admins)).in, ["ada", "stranger"])
  t.same((await who(t, { "Authenticator.whitelist": ["ada"] })).in, ["known", "ada"], "the older name")
})

t.test("allow_existing_users alone", async t => {
  t.same((await who(t, { "Authenticator.allow_existing_users": true })).in, ["known"])
})

t.test("an authenticator's own rule, which blocking beats", async t => {
  const grouped: Authenticator = { ...plugin, allow: async name => name !== "ada" }
  t.same((await who(t, { "Authenticator.blocked_users": ["mallory"] }, grouped)).in, ["known", "stranger"])
})

t.test("an authenticator that lets everybody in does so until the site says otherwise", async t => {
  const open: Authenticator = { ...plugin, allowsAll: true }
  t.equal((await who(t, {}, open)).in.length, 4)
  t.same((await who(t, { "Authenticator.allowed_users": ["ada"] }, open)).in, ["known", "ada"])
  t.same((await who(t, { "Authenticator.allow_all": false }, open)).in, [])
})

t.test("admins by the older setting", async t => {
  const { core } = await who(t, { "JupyterHub.admin_users": ["Ada"] })
  t.same([...adminUsers(core)], ["ada"])
})
