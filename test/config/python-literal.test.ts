import t from "tap"
import { pythonLiteral } from "../../hub/config/python-literal.ts"

t.test("literals as Python writes them", async t => {
  t.same(pythonLiteral("['a', \"b\", 3, -1.5, 1e3, True, None]"), ["a", "b", 3, -1.5, 1000, true, null])
  t.same(pythonLiteral("{'a': {'b': [1,]}, 'c': ()}"), { a: { b: [1] }, c: [] })
  t.same(pythonLiteral("{'x', 'y'}"), ["x", "y"])
  t.same(pythonLiteral("{}"), {})
  t.same(pythonLiteral("'it\\'s\\n'"), "it's\n")
  t.same(pythonLiteral("1_000"), 1000)
})

t.test("anything else is refused, never run", async t => {
  for (const text of ["os.environ", "[1, 2", "{'a': 1, 2}", "'open", "[1] x", "__import__('os')", "", "[1 2]"]) {
    t.throws(() => pythonLiteral(text), { message: /cannot be read as a Python value/ }, text)
  }
})
