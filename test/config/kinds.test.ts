import t from "tap"
import * as kinds from "../../hub/config/kinds.ts"

const fn = { __py__: 1, repr: "function f", kind: "function" }

t.test("values of the file", async t => {
  const good: [{ parse(value: unknown): unknown }, unknown, unknown][] = [
    [kinds.text, "a", "a"],
    [kinds.integer, 3, 3],
    [kinds.float, 0.5, 0.5],
    [kinds.boolean, false, false],
    [kinds.command, "a b", ["a b"]],
    [kinds.command, ["a", "b"], ["a", "b"]],
    [kinds.words, "sudo -u {username}", ["sudo", "-u", "{username}"]],
    [kinds.words, [], []],
    [kinds.memory, "2G", 2 ** 31],
    [kinds.memory, "1.5K", 1536],
    [kinds.memory, 4096, 4096],
    [kinds.range, [0, 60], [0, 60]],
    [kinds.bytes, "00ff", Buffer.from([0, 255])],
    [kinds.bytes, Buffer.from("ab"), Buffer.from("ab")],
    [kinds.listOf(kinds.secretBytes), [Uint8Array.of(255), "ab"], [Buffer.from([255]), "ab"]],
    [kinds.callable, fn, fn],
    [kinds.nullable(kinds.integer), null, null],
    [kinds.either(kinds.text, kinds.callable), fn, fn],
    [kinds.either(kinds.text, kinds.callable), "a", "a"],
    [kinds.choice(["a", "b"]), "b", "b"],
    [kinds.dictOf(kinds.listOf(kinds.text)), { a: ["b"] }, { a: ["b"] }],
  ]
  for (const [kind, value, expected] of good) t.same(kind.parse(value), expected)
})

t.test("values that a trait cannot take", async t => {
  const bad: [{ parse(value: unknown): unknown }, unknown, RegExp][] = [
    [kinds.text, 3, /must be a string, got 3/],
    [kinds.integer, "3", /must be an integer, got "3"/],
    [kinds.integer, 2.5, /must be an integer/],
    [kinds.integer, true, /got True/],
    [kinds.boolean, 1, /must be True or False, got 1/],
    [kinds.range, [60, 30], /two integers, the smaller first, got/],
    [kinds.range, [-1, 30], /two integers/],
    [kinds.range, [1, 2, 3], /two integers/],
    [kinds.range, 30, /two integers/],
    [kinds.memory, "2X", /suffix K, M, G or T, got "2X"/],
    [kinds.memory, "G", /got "G"/],
    [kinds.memory, -1, /got -1/],
    [kinds.callable, "os.getcwd", /must be a Python function, got "os.getcwd"/],
    [kinds.nullable(kinds.integer), "x", /must be an integer/],
    [kinds.choice(["a", "b"]), "c", /must be one of "a", "b", got "c"/],
    [kinds.dict, ["a"], /must be a dict/],
    [kinds.listOf(kinds.text), "a", /must be a list/],
    [kinds.either(kinds.integer, kinds.callable), "a", /must be an integer/],
  ]
  for (const [kind, value, message] of bad) t.throws(() => kind.parse(value), { message })
})

t.test("the path leads to the part that is wrong", async t => {
  const kind = kinds.dictOf(kinds.listOf(kinds.text))
  t.throws(() => kind.parse({ a: ["x"], b: ["x", 3] }), { path: ["b", "1"], message: /must be a string/ })
})

t.test("a secret that is no hexadecimal text is not repeated", async t => {
  t.throws(() => kinds.bytes.parse("hunter2"), { message: /^(?!.*hunter2)/ })
})

t.test("texts of the command line", async t => {
  const read: [{ fromText(text: string): unknown }, string, unknown][] = [
    [kinds.text, "3", "3"],
    [kinds.text, "'quoted'", "quoted"],
    [kinds.integer, "1_000", 1000],
    [kinds.integer, "x", "x"],
    [kinds.boolean, "TRUE", true],
    [kinds.boolean, "0", false],
    [kinds.boolean, "yes", "yes"],
    [kinds.nullable(kinds.integer), "None", null],
    [kinds.nullable(kinds.integer), "3", 3],
    [kinds.listOf(kinds.text), "a", ["a"]],
    [kinds.listOf(kinds.text), "['a', 'b']", ["a", "b"]],
    [kinds.listOf(kinds.text), "{'a'}", ["a"]],
    [kinds.dictOf(kinds.integer), "a=1", { a: 1 }],
    [kinds.dict, "{'a': {'b': None}}", { a: { b: null } }],
    [kinds.command, "['a', 'b']", ["a", "b"]],
    [kinds.command, "a b", "a b"],
    [kinds.range, "(30, 60)", [30, 60]],
    [kinds.memory, "1024", 1024],
    [kinds.memory, "1G", "1G"],
  ]
  for (const [kind, text, expected] of read) t.same(kind.fromText(text), expected, text)
})
