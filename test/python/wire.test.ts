import t from "tap"
import { pythonStandIn } from "../../hub/plugin/stand-in.ts"
import { fromPython, toPython } from "../../hub/python/wire.ts"

t.test("what JSON cannot hold", async t => {
  t.same(fromPython({ a: [{ __bytes__: "AP8=" }], b: { __float__: "inf" }, c: { __float__: "-inf" } }), {
    a: [Buffer.from([0, 255])],
    b: Number.POSITIVE_INFINITY,
    c: Number.NEGATIVE_INFINITY,
  })
  t.ok(Number.isNaN(fromPython({ __float__: "nan" })))
  t.same(
    toPython([{ a: [Buffer.from([0, 255])], at: new Date(0), s: { __jupyterhub_bytes__: true, data: "AP8=\n" } }]),
    [{ s: { __bytes__: "AP8=" }, a: [{ __bytes__: "AP8=" }], at: "1970-01-01T00:00:00.000Z" }],
  )
})

t.test("references that Python handed out pass untouched", async t => {
  const ref = { __py__: 3, repr: "function f", kind: "function" }
  const [known] = fromPython([ref]) as unknown[]
  t.same(known, ref)
  t.same(toPython([{ a: known }]), [{ a: ref }])
})

t.test("what people send is data, whatever its keys are", async t => {
  const options = { a: { __py__: 3 }, b: { __user__: { name: "root" } } }
  t.same(toPython([pythonStandIn("spawner", { user_options: options })]), [
    {
      __spawner__: {
        user_options: { a: { __dict__: [["__py__", 3]] }, b: { __dict__: [["__user__", { name: "root" }]] } },
      },
    },
  ])
  const looks = { __user__: { name: "root" } }
  t.same(toPython([looks]), [{ __dict__: [["__user__", { name: "root" }]] }], "an argument of its own, too")
})
