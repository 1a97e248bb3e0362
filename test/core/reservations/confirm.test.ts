/** What whoever books is told: Slurm's answer, or that there is none yet. */
import t, { type Test } from "tap"
import { book } from "../../../hub/core/reservations/book.ts"
import { confirmBooking, confirmNew } from "../../../hub/core/reservations/confirm.ts"
import { findReservation } from "../../../hub/db/reservations.ts"
import { bareCore } from "../../support/bare-core.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"

const start = new Date("2026-11-30T08:00:00Z")
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000)

async function site(t: Test, hours = 24) {
  const cluster = bookedCluster()
  const clock = manualClock(start)
  const traits = { "CarmeHub.queues": { large: { partition: "large" } }, "CarmeHub.reservations": {} }
  const hub = await bareCore(t, { clock, spawner: cluster.spawner, traits })
  const ada = await hub.addUser("ada")
  const booked = await book(hub.core, {
    ...{ owner: ada, queue: "large", timeZone: "UTC", users: [], group: null, note: "", by: "ada" },
    wanted: { nodes: 1, gpus: 0, gpuType: null },
    ...{ starts: after(hours), ends: after(hours + 2), beyondRules: true },
  })
  return { ...hub, cluster, clock, booked, row: () => findReservation(hub.core.db, booked.id) }
}

t.test("Slurm has it: approved, and active where it begins now", async t => {
  const { core, booked } = await site(t)
  t.match(await confirmNew(core, booked), { state: "approved", made_at: start })
  const now = await site(t, 0)
  t.match(await confirmNew(now.core, now.booked), { state: "active", made_at: start })
})

t.test("Slurm says no: a refusal with its words and the next times, and nothing is left to see", async t => {
  const { core, cluster, booked, row } = await site(t)
  const day = { end: after(48), reservation: null }
  cluster.running.push({ id: "1", nodes: ["n1"], ...day }, { id: "2", nodes: ["n2"], ...day })
  const no = await confirmNew(core, booked).catch(error => error)
  t.match(no, { status: 409, message: /nodes are busy\. Free would be/, detail: { code: "reservation-conflict" } })
  t.same(no.detail.allowed, [{ starts: after(48).toISOString(), ends: after(50).toISOString() }])
  t.match(await row(), { state: "cancelled", notice: null })
  const other = await site(t)
  other.cluster.refuseNext("create", "Invalid user id")
  await t.rejects(confirmNew(other.core, other.booked), {
    message: "Invalid user id.",
    detail: { code: "slurm-refused" },
  })
})

t.test("the same after an approval: it failed, and its owner is told", async t => {
  const { core, cluster, booked } = await site(t)
  cluster.refuseNext("create", "Invalid user id")
  t.match(await confirmBooking(core, booked), { state: "failed", notice: "wanted" })
})

t.test("Slurm does not answer, or not in time: it is requested, says so, and is made by a later round", async t => {
  const { core, cluster, booked } = await site(t)
  cluster.breakNext("create", "before")
  const waits = await confirmNew(core, booked)
  t.match(waits, {
    state: "requested",
    message: /^Slurm has not answered\. Slurm is asked again until Tue 1 Dec 08:15/,
  })
  t.match(await confirmNew(core, waits), { state: "requested" }, "which is no matter for another answer")
  const slow = await site(t)
  let answer = () => {}
  const scheduler = slow.core.spawner.scheduler?.(slow.core.spawnerContext)
  if (!scheduler) throw new Error("no scheduler")
  const asked = new Promise<void>(resolve => {
    const { reservations } = scheduler
    const late = new Promise<void>(resolve => (answer = resolve))
    const slowly = () => {
      resolve()
      return late.then(() => reservations())
    }
    Object.assign(scheduler, { reservations: slowly })
  })
  const confirmed = confirmNew(slow.core, slow.booked)
  await asked
  await slow.clock.advance(20_000)
  t.match(await confirmed, { state: "requested", message: /has not answered/ })
  answer()
})
