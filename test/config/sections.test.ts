import t from "tap"
import { mergeSections, over } from "../../hub/config/sections.ts"

const lazy = (changes: object) => ({ __lazy__: changes })

t.test("changes are applied to containers, inserts first", async t => {
  const changes = lazy({ inserts: [[1, "i"]], prepend: ["p"], extend: ["e"] })
  t.same(over(changes, ["a", "b"]), ["p", "a", "i", "b", "e"])
  t.same(over(lazy({ update: { b: 2 } }), { a: 1, b: 1 }), { a: 1, b: 2 })
  t.same(over(lazy({ update: ["a", "b"] }), ["a"]), ["a", "b"], "a set holds each once")
  t.same(over("new", "old"), "new")
})

t.test("changes to changes keep the order in which they were made", async t => {
  const both = over(lazy({ prepend: ["p2"], extend: ["e2"] }), lazy({ prepend: ["p1"], extend: ["e1"] }))
  t.same(over(both, ["x"]), ["p2", "p1", "x", "e1", "e2"])
  const dicts = over(lazy({ update: { a: 2 } }), lazy({ update: { a: 1, b: 1 } }))
  t.same(over(dicts, {}), { a: 2, b: 1 })
})

t.test("later sections go over earlier ones, trait by trait", async t => {
  const merged = mergeSections({ A: { x: 1, y: [1] }, B: { z: 1 } }, { A: { x: 2, y: lazy({ extend: [2] }) } })
  t.same(merged, { A: { x: 2, y: [1, 2] }, B: { z: 1 } })
})
