/** Roles as they are described. */
import t from "tap"
import { defaultRoles, parseRoleSpec } from "../../../hub/core/rbac/role-spec.ts"
import { testConfig } from "../../support/config.ts"

const core = { config: await testConfig(t.testdir()) }

t.test("what is not said stays unsaid", async t => {
  t.same(parseRoleSpec(core, { name: "grading" }), { name: "grading" })
  t.same(parseRoleSpec(core, { name: "grading", scopes: [], users: ["a"], managed_by_auth: true }), {
    name: "grading",
    scopes: [],
    users: ["a"],
  })
})

t.test("names, scopes and members are checked", async t => {
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{}, /needs a name/],
    [{ name: "ab" }, /Invalid role name/],
    [{ name: "Grading" }, /Invalid role name/],
    [{ name: "grading-" }, /Invalid role name/],
    [{ name: "grading", scopes: ["no:such"] }, /'no:such' for role grading does not exist/],
    [{ name: "grading", scopes: ["users!shape=round"] }, /Scope filter shape=round/],
    [{ name: "grading", users: "ada" }, /users of role grading must be a list/],
  ]
  for (const [spec, message] of cases) t.throws(() => parseRoleSpec(core, spec), { status: 400, message })
})

t.test("the role admin is what it is", async t => {
  const admin = defaultRoles.find(role => role.name === "admin")
  t.same(parseRoleSpec(core, { name: "admin", users: ["ada"] }), { name: "admin", users: ["ada"] })
  t.doesNotThrow(() => parseRoleSpec(core, { ...admin }))
  t.throws(() => parseRoleSpec(core, { name: "admin", scopes: ["self"] }), { message: /cannot be changed/ })
})
