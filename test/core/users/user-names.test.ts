/** Which names a user can have. */
import t from "tap"
import { isValidUserName, normalizedName, shown } from "../../../hub/core/users/user-names.ts"
import { testConfig } from "../../support/config.ts"

t.test("lower case, then the site's map", async t => {
  const config = await testConfig(t.testdir(), { "Authenticator.username_map": { lovelace: "ada" } })
  t.equal(normalizedName(config, "Lovelace"), "ada")
  t.equal(normalizedName(config, "BOB"), "bob")
  t.equal(normalizedName(config, "constructor"), "constructor")
})

t.test("as the system spells it, where the site asks the system", async t => {
  const map = { "Authenticator.username_map": { "DOM\\Ada": "ada" }, "PAMAuthenticator.pam_normalize_username": true }
  const config = await testConfig(t.testdir(), map)
  t.equal(normalizedName(config, "BOB"), "BOB")
  t.equal(normalizedName(config, "DOM\\Ada"), "ada")
  const other = await testConfig(t.testdir(), { ...map, "JupyterHub.authenticator_class": "dummy" })
  t.equal(normalizedName(other, "BOB"), "bob", "another authenticator asks no system")
})

t.test("what people are called", async t => {
  const config = await testConfig(t.testdir())
  for (const name of ["ada", "ada.lovelace", "ada@example.org", "a", "änne", "x+y", "a b", ".hidden", "100%"]) {
    t.ok(isValidUserName(config, name), name)
  }
})

t.test("what would be something else in a URL, a cookie or a log", async t => {
  const config = await testConfig(t.testdir())
  const bad = ["", ".", "..", "...", "%2e%2e", "%2E", "%252e", "a/b", "%2fetc", " ada", "ada ", "\tada", "a\nb", "a\rb"]
  const worse = ["a\0b", "a\x1bb", "a\x7fb", "a\u2028b", "\ufeffada", "\ud800", "x".repeat(256)]
  for (const name of [...bad, ...worse]) t.notOk(isValidUserName(config, name), printable(name))
})

t.test("a pattern holds for the whole name", async t => {
  const config = await testConfig(t.testdir(), { "Authenticator.username_pattern": "[a-z]+|(?P<x>[0-9]+)" })
  for (const name of ["ada", "123"]) t.ok(isValidUserName(config, name), name)
  for (const name of ["ada1", "ada;rm", "1a"]) t.notOk(isValidUserName(config, name), name)
  const broken = await testConfig(t.testdir(), { "Authenticator.username_pattern": "[" })
  t.throws(() => isValidUserName(broken, "ada"), { message: /username_pattern/ })
})

t.test("in a log a name stays short and on its line", async t => {
  t.equal(shown("ada"), "'ada'")
  t.equal(shown("a\nb'c"), "'a\\nb\\'c'")
  t.equal(shown("x".repeat(5_000_000)), `'${"x".repeat(16)}...(5000000 chars)'`)
})

/** A line separator in a test's name would end it early. */
function printable(name: string): string {
  return JSON.stringify(name)
    .replace(/[^ -~]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .slice(0, 30)
}
