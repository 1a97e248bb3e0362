import t from "tap"
import { refuseNulInBody, refuseNulInPath } from "../../hub/http/refuse-nul.ts"

const refused = { status: 400, message: /NUL/ }

t.test("in the path and the query", async t => {
  const request = (url: string, params = {}, query = {}) => ({ url, params, query }) as never
  t.doesNotThrow(() => refuseNulInPath(request("/users/a", { name: "a" })))
  t.doesNotThrow(() => refuseNulInPath(request("/users/%2500", { name: "%00" })))
  t.throws(() => refuseNulInPath(request("/users/a%00", { name: "a\0" })), refused)
  t.throws(() => refuseNulInPath(request("/users?a%00=1", {}, { "a\0": "1" })), refused)
})

t.test("in JSON and in forms, names and values, but not in files", async t => {
  const check = (body: unknown) => () => refuseNulInBody(Buffer.from(JSON.stringify(body)), body)
  t.doesNotThrow(check({ a: "\\u0000", b: ["%00"], c: null }))
  t.throws(check({ a: [{ b: "x\0" }] }), refused)
  t.throws(check({ "a\0": 1 }), refused)
  const file = { filename: "x", body: Buffer.of(0) }
  t.doesNotThrow(() => refuseNulInBody(Buffer.of(0), { notes_file: file }))
})
