import t from "tap"
import { describeKeys, type Keys, lostKeys } from "../../hub/config/keys.ts"

const keys: Keys = {
  counts: ["a", "b"],
  idle: ["c"],
  lost: { d: "it is late", e: "it is late", f: "use a" },
  others: "there is no such thing",
}

t.test("what has an effect in JupyterHub and none here, with the reason", async t => {
  t.same(lostKeys(keys, { a: 1, c: 2 }), [])
  t.same(lostKeys(keys, { f: 1, a: 1, g: 2, constructor: 3 }), [
    { key: "f", reason: "use a" },
    { key: "g", reason: "there is no such thing" },
    { key: "constructor", reason: "there is no such thing" },
  ])
  t.same(lostKeys(null, { g: 1 }), [], "an option like any other")
})

t.test("in words, those of one reason together", async t => {
  t.equal(describeKeys(keys), "In carme-hub a, b count. d, e: it is late. f: use a. Others: there is no such thing.")
})
