import t from "tap"
import { told } from "../../../hub/http/api/told.ts"

t.test("values as Python would name them, never at length", async t => {
  t.equal(told("x"), "'x'")
  t.equal(told(5), "5")
  t.equal(told({ a: [1] }), '{"a":[1]}')
  t.equal(told(undefined), "nothing")
  t.ok(told("y".repeat(10_000)).length < 250)
  t.ok(told(Array(10_000).fill("y")).length < 250)
})
