import type { Request } from "express"
import t from "tap"
import { argument, bodyFields, queryFields, queryPairs } from "../../../hub/http/pages/arguments.ts"

const request = (query: object, body?: unknown) => ({ query, body }) as unknown as Request

t.test("every name has all its values, and _xsrf is none of them", async t => {
  t.same(bodyFields(request({}, { a: "1", b: ["2", "3"], _xsrf: "t" })), { a: ["1"], b: ["2", "3"] })
  t.same(bodyFields(request({})), {})
  t.same(queryFields(request({ a: "1", next: "x" }), ["next"]), { a: ["1"] })
  t.same(queryPairs(request({ a: ["1", "2"], b: "3" }), ["b"]), [
    ["a", "1"],
    ["a", "2"],
  ])
})

t.test("one argument: of the form, else of the address; the last one, trimmed", async t => {
  t.equal(argument(request({ next: "address" }, { next: [" one ", " two "] }), "next"), "two")
  t.equal(argument(request({ next: ["a", "b"] }), "next"), "b")
  t.equal(argument(request({}), "next"), "")
  t.equal(argument(request({}, { next: { filename: "x" } }), "next"), "", "a file is no argument")
})
