import t from "tap"
import { bookingAhead } from "../../../hub/core/queues/booking-ahead.ts"
import type { Demand } from "../../../hub/plugin/demand.ts"
import type { NodeResources, Reservation } from "../../../hub/plugin/scheduler.ts"
import { noon } from "../../support/rows.ts"

const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
const node = (name: string, used = 0, parts: Partial<NodeResources> = {}): NodeResources => ({
  name,
  partitions: ["large"],
  states: ["IDLE"],
  usable: true,
  cpus: 8,
  cpusUsed: used * 2,
  memoryMb: 4000,
  memoryMbUsed: used * 1000,
  gpus: [{ type: "a100", total: 2, used }],
  ...parts,
})
const booking = (
  from: number,
  to: number,
  nodes: readonly string[],
  parts: Partial<Reservation> = {},
): Reservation => ({
  ...{ name: `b${from}`, start: at(from), end: at(to), nodes, partition: "large", gpus: 0, gpusByType: {} },
  ...{ users: ["bob"], accounts: [], flags: [], isActive: from <= 0, ...parts },
})
const two = [node("n1"), node("n2")]
const none: Demand = {
  queue: "large",
  container: null,
  gpus: 1,
  gpuType: null,
  cpus: 2,
  memoryMb: 500,
  walltimeMinutes: 240,
}
const ahead = (demand: Partial<Demand>, nodes: readonly NodeResources[], ...reservations: readonly Reservation[]) =>
  bookingAhead({ user: "alice", demand: { ...none, ...demand }, nodes, reservations, now: noon })

t.test("the booking that takes the last room is told, with the longest time that ends before it", async t => {
  const one = booking(60, 120, ["n1"])
  const other = booking(124, 300, ["n2"])
  t.equal(ahead({}, two, one), null, "the other node is left")
  t.same(ahead({}, two, other, one), { starts: at(124), ends: at(300), allowedMinutes: 120 })
  t.equal(ahead({ walltimeMinutes: 124 }, two, one, other), null, "it ends as the booking begins")
  t.match(ahead({ walltimeMinutes: 125 }, two, one, other), { starts: at(124) })
  t.match(ahead({ walltimeMinutes: null }, two, one, other), { starts: at(124) }, "without a time limit it meets any")
  t.match(ahead({ gpus: 2, nodes: 2 }, two, one), { starts: at(60), allowedMinutes: 55 }, "two nodes are asked for")
  t.match(ahead({}, two, one, booking(8, 300, ["n2"])), { allowedMinutes: 55 }, "whichever comes last counts")
  t.match(ahead({}, [node("n1")], booking(8, 300, ["n1"])), { allowedMinutes: 0 }, "too short for a session")
  t.match(ahead({}, [node("n1")], booking(-30, 30, ["n1"])), { ends: at(30), allowedMinutes: 0 }, "it holds already")
  t.equal(ahead({}, [node("n1")], booking(-30, 0, ["n1"])), null, "it is over")
})

t.test("one's own booking is not in the way, nor one that is asked for", async t => {
  const [n1] = [[node("n1")]]
  t.equal(ahead({}, n1, booking(60, 120, ["n1"], { users: ["alice", "bob"] })), null)
  t.equal(ahead({ account: "physics" }, n1, booking(60, 120, ["n1"], { users: [], accounts: ["physics"] })), null)
  t.ok(ahead({}, n1, booking(60, 120, ["n1"], { users: [], accounts: ["physics"] })))
  t.equal(ahead({ reservation: "b60" }, n1, booking(60, 120, ["n1"])), null)
})

t.test("what is in use counts where there is room beside it, and else as what ends some time", async t => {
  const used = [node("n1", 1), node("n2", 2)]
  t.match(ahead({}, used, booking(60, 120, ["n1"])), { starts: at(60) }, "n2 has nothing left")
  t.equal(ahead({}, [node("n1", 2), node("n2", 2)], booking(60, 120, ["n1"])), null, "it waits for others first")
  t.ok(ahead({}, [node("n1", 2)], booking(60, 120, ["n1"])), "but then it would meet the booking")
  t.equal(ahead({ gpus: 5 }, two, booking(60, 120, ["n1"])), null, "there is no room without the booking either")
  t.equal(ahead({ cpus: 9 }, two, booking(60, 120, ["n1"])), null)
  t.equal(ahead({ memoryMb: 9000 }, two, booking(60, 120, ["n1"])), null)
  t.equal(ahead({ gpuType: "h100" }, two, booking(60, 120, ["n1"])), null)
})

t.test("GPUs of a node that are booked leave the others", async t => {
  const gpus = (count: number, nodes: readonly string[]) => booking(60, 120, nodes, { gpus: count })
  t.equal(ahead({}, [node("n1")], gpus(1, ["n1"])), null)
  t.ok(ahead({ gpus: 2 }, [node("n1")], gpus(1, ["n1"])))
  t.ok(ahead({}, [node("n1")], gpus(1, ["n1"]), booking(90, 120, ["n1"], { gpus: 1 })), "both together take all")
  t.ok(ahead({}, two, gpus(3, ["n1", "n2"])), "how many on which node is not told")
})

t.test("a node in maintenance is booked, one that is down is not there", async t => {
  const parts = (states: readonly string[]) => ({ states, usable: false })
  const maintenance = booking(-10, 60, ["n1"], { users: ["root"], flags: ["MAINT"] })
  t.match(ahead({}, [node("n1", 0, parts(["IDLE", "MAINTENANCE"]))], maintenance), { ends: at(60) })
  t.equal(ahead({}, [node("n1", 0, parts(["DOWN", "MAINTENANCE"]))], maintenance), null)
})
