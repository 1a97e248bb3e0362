import t from "tap"
import { checkStoredJson, isTooDeep, longestStoredJson } from "../../hub/plugin/json-bounds.ts"

const nested = (depth: number): unknown =>
  depth === 0 ? 1 : depth % 2 ? [nested(depth - 1)] : { a: nested(depth - 1) }

t.test("depth is that of lists and objects within each other", async t => {
  t.equal(isTooDeep(1), false)
  t.equal(isTooDeep([[], {}, null, "x"]), false)
  t.equal(isTooDeep(nested(64)), false)
  t.equal(isTooDeep(nested(65)), true)
  t.equal(isTooDeep([1, [2]], 1), true)
})

t.test("what is stored is bounded in depth and length, and the refusal says which", async t => {
  const check = (value: unknown) => () => checkStoredJson("user_options", value, () => JSON.stringify(value))
  t.doesNotThrow(check({ a: "x".repeat(longestStoredJson - 8) }))
  t.throws(check({ a: "x".repeat(longestStoredJson - 7) }), {
    status: 400,
    message: /^user_options cannot be stored: it has 65536 bytes, and may have 65535/,
    detail: { code: "json-too-long", asked: 65_536 },
  })
  t.throws(check(nested(65)), { status: 400, message: /^user_options is nested too deeply/ })
})
