import t from "tap"
import { pythonRepr } from "../../hub/config/python-repr.ts"
import { exec } from "../../hub/core/exec.ts"

t.test("text that Python reads back as the same value", async t => {
  const values = [
    null,
    true,
    -1.5,
    "it's",
    'say "hi"',
    "a\n\\b\u00e9\u2028\u{1f680}",
    ["a", [1]],
    { a: { b: null }, "c'd": false },
  ]
  const program = "import sys, json, ast\nprint(json.dumps(ast.literal_eval(sys.stdin.read())))"
  const { stdout, stderr } = await exec(["python3", "-c", program], { input: pythonRepr(values) })
  t.same(JSON.parse(stdout || "null"), values, stderr)
})

t.test("what Python has no literal for", async t => {
  t.equal(pythonRepr(Buffer.from([0, 255])), "bytes.fromhex('00ff')")
  t.equal(pythonRepr(Number.POSITIVE_INFINITY), 'float("inf")')
  t.equal(pythonRepr({ __py__: 0, repr: "function f", kind: "function" }), "<function f>")
})
