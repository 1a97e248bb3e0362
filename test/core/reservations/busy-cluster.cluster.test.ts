/** Bookings on a real Slurm on which a job of a day runs, by the commands and over REST: free nodes are taken, and what cannot be is said. */
import t, { type Test } from "tap"
import { type BookingRequest, book } from "../../../hub/core/reservations/book.ts"
import { calendarOf } from "../../../hub/core/reservations/bookable.ts"
import { cancelBooking } from "../../../hub/core/reservations/change.ts"
import { confirmBooking, confirmNew } from "../../../hub/core/reservations/confirm.ts"
import { keepInSlurm } from "../../../hub/core/reservations/keep-in-slurm.ts"
import { findReservation, type ReservationRow } from "../../../hub/db/reservations.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { cluster } from "../../support/cluster.ts"
import { restSettings } from "../../support/slurm.ts"

const minute = 60_000
const day = 24 * 60 * minute

t.test("beside a job of a day on n1", { timeout: 300_000 }, async t => {
  const lab = await cluster(t, "busy")
  if (!lab) return
  const submit = [
    "sbatch",
    "--parsable",
    "-p",
    "large",
    "-w",
    "n1",
    "-t",
    "1-0",
    "-o",
    "/dev/null",
    "--wrap",
    "sleep 90000",
  ]
  const job = (await lab.as("bob", submit)).trim()
  t.teardown(() => lab.run(["scancel", job]))
  const state = async () => (await lab.run(["squeue", "-h", "-j", job, "-o", "%T"])).trim()
  await until(async () => (await state()) === "RUNNING")
  const rest = Object.fromEntries(
    Object.entries(restSettings(lab)).map(([name, value]) => [`SlurmSpawner.${name}`, value] as const),
  )
  let count = 0

  async function site(t: Test, driver: "cli" | "rest", settings: object = {}) {
    const hub = await bareCore(t, {
      ...{ hubId: `busy${count++}`, spawner: createSlurmSpawner() },
      traits: {
        ...(driver === "rest" ? rest : {}),
        "SlurmSpawner.exec_prefix": lab?.execPrefix,
        "SlurmSpawner.service_prefix": lab?.servicePrefix,
        "CarmeHub.queues": { large: { partition: "large" } },
        "CarmeHub.reservations": settings,
      },
    })
    const { core } = hub
    const calendar = calendarOf(core)
    if (!calendar) throw new Error("no calendar")
    const alice = await hub.addUser("alice")
    const made: ReservationRow[] = []
    t.teardown(async () => {
      for (const row of made) await cancelBooking(core, row.id, { name: "root", beyondRules: true }).catch(() => {})
      await keepInSlurm(core, calendar)
    })
    const ask = async (inMs: number, wanted: Partial<BookingRequest["wanted"]>) => {
      const starts = new Date(core.clock.now().getTime() + inMs)
      const row = await book(core, {
        owner: alice,
        queue: "large",
        wanted: { nodes: null, gpus: 0, gpuType: null, ...wanted },
        starts,
        ends: new Date(starts.getTime() + 60 * minute),
        timeZone: "UTC",
        users: [],
        group: null,
        note: "",
        by: "alice",
        beyondRules: true,
      })
      made.push(row)
      return row
    }
    const inSlurm = async (name: string) => (await calendar.scheduler.reservations()).find(there => there.name === name)
    const again = (row: ReservationRow) => findReservation(core.db, row.id)
    return { core, calendar, ask, inSlurm, again, alice }
  }

  for (const driver of ["cli", "rest"] as const)
    await t.test(`${driver}: what is free is taken; what is not is refused with the next time`, async t => {
      const { core, calendar, ask, inSlurm } = await site(t, driver)
      const jobs = await calendar.scheduler.running()
      const [found] = jobs.filter(({ id }) => id === job)
      t.match(found, { id: job, nodes: ["n1"], reservation: null })
      t.ok(Math.abs((found?.end?.getTime() ?? 0) - Date.now() - day) < 5 * minute, "it may run for a day")
      const soon = await confirmNew(core, await ask(minute, { gpus: 2 }))
      t.match(soon, { state: "approved", nodes: ["n2"] }, "two GPUs in a minute: those of n2")
      t.ok(soon.made_at)
      t.match(await inSlurm(soon.name), { nodes: ["n2"], users: ["alice"] })
      await cancelBooking(core, soon.id, { name: "root", beyondRules: true })
      await keepInSlurm(core, calendar)
      const refused = await ask(60 * minute, { nodes: 2 }).catch(error => error)
      t.match(refused, {
        status: 409,
        message: /no room for 2 nodes.*jobs on n1 may run until .*Free would be/,
        detail: { code: "reservation-conflict" },
      })
      const [next] = refused.detail.allowed
      t.ok(new Date(next.starts) >= (found?.end ?? new Date()), `${next.starts} is after the job`)
      const inTime = await confirmNew(
        core,
        await ask(new Date(next.starts).getTime() - core.clock.now().getTime(), { nodes: 2 }),
      )
      t.match(inTime, { state: "approved", nodes: ["n1", "n2"] }, "and then it works")
    })

  await t.test("ignore: made over the job, and said so", async t => {
    const { core, ask, inSlurm } = await site(t, "cli", { overlap_jobs: "ignore" })
    const row = await confirmNew(core, await ask(60 * minute, { nodes: 2 }))
    t.match(row, { state: "approved", message: /Jobs may run there until .*what you start waits/ })
    t.match((await inSlurm(row.name))?.flags, /IGNORE_JOBS/)
    t.equal(await state(), "RUNNING")
  })

  await t.test("another node is taken where somebody was quicker", async t => {
    const { core, ask, calendar } = await site(t, "cli")
    const row = await ask(60 * minute, { nodes: 1 })
    t.same(row.nodes, ["n2"])
    // As if n1 had looked free when it was booked.
    await core.db.q("carme_reservations").where({ id: row.id }).update({ nodes: '["n1"]' })
    const confirmed = await confirmBooking(core, { ...row, nodes: ["n1"] })
    t.match(confirmed, { state: "approved", nodes: ["n2"] })
    t.ok(confirmed.made_at)
    t.ok(calendar)
  })

  await t.test("wait: asked again, and there when the job is gone", async t => {
    const { core, calendar, ask, again, inSlurm } = await site(t, "cli", { overlap_jobs: "wait" })
    const row = await confirmNew(core, await ask(60 * minute, { nodes: 2 }))
    t.match(row, { state: "requested", message: /Jobs may run there until .*Slurm is asked again until/ })
    await keepInSlurm(core, calendar)
    t.match(await again(row), { state: "requested", message: row.message })
    await lab.run(["scancel", job])
    await until(async () => !["RUNNING", "COMPLETING"].includes(await state()))
    await keepInSlurm(core, calendar)
    t.match(await again(row), { state: "approved", message: null })
    t.match(await inSlurm(row.name), { nodes: ["n1", "n2"] })
  })
})

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise(resolve => setTimeout(resolve, 500))
}
