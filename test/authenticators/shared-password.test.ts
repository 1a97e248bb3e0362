/** Shared passwords, by JupyterHub's rules. */
import t from "tap"
import { sharedPassword } from "../../authenticators/shared-password.ts"
import { authenticatorContract, credentials } from "../contract/authenticator.ts"
import { pluginContext } from "../support/plugin-context.ts"

const user = "workshop"
const admin = "a".repeat(32)
const both = {
  "SharedPasswordAuthenticator.user_password": user,
  "SharedPasswordAuthenticator.admin_password": admin,
  "Authenticator.admin_users": ["Ada"],
}

t.test("users by the one, admins by the other, neither by the wrong one", async t => {
  const context = await pluginContext(t, both)
  await authenticatorContract(t, {
    authenticator: sharedPassword,
    context,
    right: [
      { username: "bob", password: user },
      { username: "ada", password: admin },
    ],
    wrong: [
      { username: "ada", password: user },
      { username: "ADA", password: user },
      { username: "bob", password: admin },
      { username: "bob", password: "" },
    ],
  })
  const model = (username: string, password: string) =>
    sharedPassword.authenticate(credentials({ username, password }), context)
  t.match(await model("ADA", admin), { name: "ada", admin: true })
  t.match(await model("bob", user), { admin: false, groups: [] })
})

t.test("the map of names does not open an admin's account either", async t => {
  const context = await pluginContext(t, { ...both, "Authenticator.username_map": { countess: "ada" } })
  t.equal(await sharedPassword.authenticate(credentials({ username: "countess", password: user }), context), null)
})

t.test("without a password nobody comes in, not by an empty one", async t => {
  const context = await pluginContext(t, { "Authenticator.admin_users": ["ada"] })
  for (const username of ["ada", "bob"]) {
    t.equal(await sharedPassword.authenticate(credentials({ username }), context), null)
  }
  await sharedPassword.validate(context)
  t.match(context.logged(), /nobody can log in/)
})

t.test("passwords that come with groups", async t => {
  const traits = {
    "SharedPasswordAuthenticator.password_groups": { "course-one": ["one"], "course-two": ["two", "both"] },
    "Authenticator.manage_groups": true,
  }
  const context = await pluginContext(t, traits)
  const groups = async (password: string) =>
    (await sharedPassword.authenticate(credentials({ username: "bob", password }), context))?.groups
  t.same(await groups("course-two"), ["two", "both"])
  t.equal(await groups("course-three"), undefined)
  await t.resolves(sharedPassword.validate(context))
})

t.test("settings that would be no protection end the start", async t => {
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ "SharedPasswordAuthenticator.user_password": "seven77" }, /8 characters at least, and has 7/],
    [{ "SharedPasswordAuthenticator.admin_password": "x".repeat(31) }, /32 characters at least/],
    [
      { "SharedPasswordAuthenticator.admin_password": admin, "SharedPasswordAuthenticator.user_password": admin },
      /must not be the same/,
    ],
    [{ "SharedPasswordAuthenticator.password_groups": { "some-password": ["a"] } }, /manage_groups = True/],
  ]
  for (const [traits, message] of cases) {
    await t.rejects(sharedPassword.validate(await pluginContext(t, traits)), { status: 400, message })
  }
})
