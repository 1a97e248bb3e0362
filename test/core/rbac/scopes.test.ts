/** The scope table, and what a site may add to it. */
import t from "tap"
import type { ScopeTable } from "../../../hub/core/rbac/scope-table.ts"
import { parseCustomScopes, scopesOf, scopeTable } from "../../../hub/core/rbac/scopes.ts"
import { testConfig } from "../../support/config.ts"

const table: ScopeTable = scopeTable

t.test("JupyterHub's 48, each with words for a person", async t => {
  t.equal(Object.keys(table).length, 48)
  for (const [name, scope] of Object.entries(table)) t.ok(scope.description.length > 5, name)
})

t.test("subscopes are scopes, and none includes itself", async t => {
  const below = (name: string): string[] => (table[name]?.subscopes ?? []).flatMap(s => [s, ...below(s)])
  for (const name of Object.keys(table)) {
    for (const subscope of below(name)) t.ok(Object.hasOwn(table, subscope), `${name} > ${subscope}`)
    t.notOk(below(name).includes(name), name)
  }
})

t.test("custom scopes join the table of their configuration", async t => {
  const custom = { "custom:files:read": { description: "Read files" } }
  const config = await testConfig(t.testdir(), { "JupyterHub.custom_scopes": custom })
  t.equal(scopesOf(config)["custom:files:read"]?.description, "Read files")
  t.equal(scopesOf(config), scopesOf(config), "worked out once")
  t.notOk(Object.hasOwn(table, "custom:files:read"), "and no other")
})

t.test("one that is not well formed is refused, and the message says why", async t => {
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ "files:read": { description: "x" } }, /its name must be custom:/],
    [{ "custom:Files": { description: "x" } }, /its name must be custom:/],
    [{ "custom:files-": { description: "x" } }, /not ending in/],
    [{ "custom:files": {} }, /needs a description/],
    [{ "custom:files": { description: "x", subscopes: "y" } }, /subscopes must be a list/],
    [{ "custom:files": { description: "x", subscopes: ["users"] } }, /users is not a custom scope/],
  ]
  for (const [custom, message] of cases) t.throws(() => parseCustomScopes(custom), { status: 400, message })
})
