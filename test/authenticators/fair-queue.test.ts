/** A flood from one address keeps nobody else waiting. */
import t from "tap"
import { createFairQueue } from "../../authenticators/fair-queue.ts"

/** Work that ends when the test says so. */
function stage() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () =>
    new Promise<string>(resolve => {
      begun.push(name)
      ends.push(() => resolve(name))
    })
  const endOne = async () => {
    ends.shift()?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { begun, work, endOne }
}

t.test("each address has its turn, and never all places", async t => {
  const { begun, work, endOne } = stage()
  const queue = createFairQueue(4)
  for (let i = 0; i < 20; i++) void queue.add("attacker", work(`x${i}`))
  t.same(begun, ["x0", "x1"])
  void queue.add("home", work("ada"))
  void queue.add("work", work("bob"))
  t.same(begun, ["x0", "x1", "ada", "bob"], "at once")
  void queue.add("cafe", work("eve"))
  await endOne()
  t.equal(begun.length, 5)
  await endOne()
  t.ok(begun.includes("eve"), begun.join())
})

t.test("a flood of one address is refused, others are not", async t => {
  const { work, begun } = stage()
  const queue = createFairQueue(2)
  for (let i = 0; i < 21; i++) void queue.add("attacker", work("x"))
  t.throws(() => queue.add("attacker", work("x")), { name: "Refusal", message: /Too many people/ })
  void queue.add("home", work("ada"))
  t.same(begun, ["x", "ada"])
})

t.test("whose client is gone is not asked for any more", async t => {
  const { work, begun, endOne } = stage()
  const queue = createFairQueue(1)
  void queue.add("a", work("first"))
  const gone = new AbortController()
  const dropped = queue.add("a", work("gone"), gone.signal)
  const later = queue.add("a", work("later"))
  gone.abort(new Error("the client went away"))
  await t.rejects(dropped, { message: "the client went away" })
  await endOne()
  t.same(begun, ["first", "later"])
  await endOne()
  t.equal(await later, "later")
  await t.rejects(queue.add("a", work("never"), gone.signal), { message: "the client went away" })
})

t.test("work that fails frees its place", async t => {
  const queue = createFairQueue(1)
  await t.rejects(
    queue.add("a", () => Promise.reject(new Error("no"))),
    { message: "no" },
  )
  t.equal(await queue.add("a", async () => 7), 7)
})
