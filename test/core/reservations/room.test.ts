import t from "tap"
import {
  type BookableNode,
  freeWindows,
  peak,
  roomFor,
  type Taken,
  type Wanted,
} from "../../../hub/core/reservations/room.ts"

const at = (hour: number) => new Date(Date.UTC(2026, 10, 30, hour))
const now = at(0)
const node = (name: string, gpus: Record<string, number>, usable = true): BookableNode => ({ name, gpus, usable })
const two = [node("n1", { a100: 2 }), node("n2", { a100: 2 })]
const taken = (
  starts: number,
  ends: number,
  nodes: readonly string[],
  gpus = 0,
  gpuType: string | null = null,
): Taken => ({
  starts: at(starts),
  ends: at(ends),
  nodes,
  gpus,
  gpuType,
})
const window = (starts: number, ends: number) => ({ starts: at(starts), ends: at(ends) })
const nodes = (count: number): Wanted => ({ unit: "nodes", nodes: count, gpus: 0, gpuType: null })
const gpus = (count: number, gpuType: string | null = null): Wanted => ({
  unit: "gpus",
  nodes: null,
  gpus: count,
  gpuType,
})

t.test("whole nodes: those that nobody has at any time of the window", async t => {
  const first = taken(8, 10, ["n1"])
  t.same(roomFor(nodes(1), window(9, 11), two, [first], now)?.nodes, ["n2"])
  t.equal(roomFor(nodes(2), window(9, 11), two, [first], now), null)
  t.same(
    roomFor(nodes(2), window(10, 12), two, [first], now),
    { nodes: ["n1", "n2"], gpus: 4 },
    "one ends as the next begins",
  )
  t.same(roomFor(nodes(1), window(6, 8), two, [first], now, ["n2"])?.nodes, ["n2"], "a moved booking stays where it is")
})

t.test("GPUs asked for as whole nodes: as few and as small ones as will do", async t => {
  const mixed = [node("big", { h100: 8 }), node("small", { a100: 2 }), node("other", { a100: 4 }), node("cpu", {})]
  const asked = (count: number, gpuType: string | null = null): Wanted => ({
    unit: "nodes",
    nodes: null,
    gpus: count,
    gpuType,
  })
  t.same(roomFor(asked(1), window(8, 9), mixed, [], now), { nodes: ["small"], gpus: 2 })
  t.same(roomFor(asked(3), window(8, 9), mixed, [], now), { nodes: ["other"], gpus: 4 })
  t.same(roomFor(asked(5, "a100"), window(8, 9), mixed, [], now), { nodes: ["other", "small"], gpus: 6 })
  t.equal(roomFor(asked(7, "a100"), window(8, 9), mixed, [], now), null)
  t.same(roomFor(asked(1, "h100"), window(8, 9), mixed, [], now)?.nodes, ["big"])
})

t.test("a node that is out of order is no place for today, but may be for a later day", async t => {
  const broken = [node("n1", { a100: 2 }, false)]
  t.equal(roomFor(nodes(1), window(8, 9), broken, [], now), null)
  t.same(roomFor(nodes(1), window(32, 33), broken, [], now)?.nodes, ["n1"])
})

t.test("GPUs: the most that is held at one time counts, not the sum of all that meet", async t => {
  const others = [taken(8, 10, [], 2), taken(10, 12, [], 2), taken(11, 12, [], 1)]
  t.equal(peak(others, window(8, 12), two, null), 3)
  t.ok(roomFor(gpus(2), window(8, 11), two, others, now), "two at a time of four, one after the other")
  t.equal(roomFor(gpus(2), window(8, 12), two, others, now), null)
  t.ok(roomFor(gpus(1), window(8, 12), two, others, now))
})

t.test("GPUs of another type are no matter, those of whole nodes and of no type are", async t => {
  const mixed = [node("n1", { a100: 2 }), node("n2", { h100: 2 })]
  t.ok(roomFor(gpus(2, "a100"), window(8, 9), mixed, [taken(8, 9, [], 2, "h100")], now))
  t.equal(roomFor(gpus(1, "a100"), window(8, 9), mixed, [taken(8, 9, [], 2, null)], now), null)
  t.equal(roomFor(gpus(1, "a100"), window(8, 9), mixed, [taken(8, 9, ["n1"])], now), null)
  t.ok(roomFor(gpus(2, "a100"), window(8, 9), mixed, [taken(8, 9, ["n2"])], now))
})

t.test("the next free times: from now on and after the end of each booking", async t => {
  const others = [taken(8, 10, ["n1", "n2"]), taken(11, 12, ["n1"])]
  const search = { from: at(8), until: at(40), now, most: 3 }
  const hours = (found: readonly { starts: Date; ends: Date }[]) =>
    found.map(w => [w.starts.getUTCHours(), w.ends.getUTCHours()])
  t.same(hours(freeWindows(nodes(2), 3_600_000, two, others, search)), [
    [10, 11],
    [12, 13],
  ])
  t.same(hours(freeWindows(nodes(2), 2 * 3_600_000, two, others, search)), [[12, 14]])
  const late = { ...search, from: new Date(at(12).getTime() + 60_000) }
  t.equal(freeWindows(nodes(1), 3_600_000, two, [], late)[0]?.starts.getUTCMinutes(), 15, "by the quarter of an hour")
  t.same(freeWindows(nodes(3), 3_600_000, two, [], search), [], "more than there is")
})
