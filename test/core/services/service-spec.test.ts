/** Services as the configuration describes them. */
import t from "tap"
import { isServiceName, parseServiceSpec } from "../../../hub/core/services/service-spec.ts"

t.test("defaults", async t => {
  t.match(parseServiceSpec({ name: "grader" }), {
    clientId: "service-grader",
    display: true,
    admin: false,
    usesOAuth: false,
  })
  t.ok(parseServiceSpec({ name: "grader", url: "http://127.0.0.1:9" }).usesOAuth)
  t.ok(parseServiceSpec({ name: "grader", oauth_redirect_uri: "https://x/cb" }).usesOAuth)
  t.match(parseServiceSpec({ name: "grader", environment: null, oauth_no_confirm: false }), {
    ...{ command: [], cwd: null, environment: {}, user: null, timeout: 30, usesOAuth: false },
  })
  t.same(parseServiceSpec({ name: "grader", command: "run" }).command, ["run"])
  t.equal(parseServiceSpec({ name: "grader", api_token: Buffer.from("of-hexlify") }).apiToken, "of-hexlify")
})

t.test("names that are no part of a path", async t => {
  for (const name of ["grader", "a b", "a-b_c.d"]) t.ok(isServiceName(name), name)
  for (const name of ["", ".", "..", "a/b", " a", "a%2e", "a\n", "x".repeat(256)]) t.notOk(isServiceName(name), name)
})

t.test("what is wrong is said", async t => {
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{}, /cannot be the name/],
    [{ name: "a", colour: "red" }, /no field colour/],
    [{ name: "a", url: "ftp://x" }, /must begin with http/],
    [{ name: "a", url: "http://[" }, /its url is none/],
    [{ name: "a", api_token: Buffer.from("é") }, /api_token must be a string/],
    [{ name: "a", command: [1] }, /command must be a list of strings/],
    [{ name: "a", environment: { B: 1 } }, /B in its environment must be a string/],
    [{ name: "a", environment: { "B=": "1" } }, /cannot be set/],
    [{ name: "a", timeout: "5" }, /whole number of seconds/],
    [{ name: "a", admin: "yes" }, /must be True or False/],
    [{ name: "a", url: 7 }, /url must be a string/],
    [{ name: "a", oauth_client_id: "a" }, /must begin with service-/],
    [{ name: "a", oauth_client_allowed_scopes: "users" }, /must be a list/],
  ]
  for (const [spec, message] of cases) t.throws(() => parseServiceSpec(spec), { status: 400, message })
})
