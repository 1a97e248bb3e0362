/** Bookings on the real Slurm: honoured by slurmctld, those made by hand in the calendar, idle ones given back. */
import t, { type Test } from "tap"
import type { Core } from "../../../hub/core/core.ts"
import { book } from "../../../hub/core/reservations/book.ts"
import { type Calendar, calendarOf, readCluster } from "../../../hub/core/reservations/bookable.ts"
import { cancelBooking, changeBooking } from "../../../hub/core/reservations/change.ts"
import { keepInSlurm } from "../../../hub/core/reservations/keep-in-slurm.ts"
import { findReservation } from "../../../hub/db/reservations.ts"
import type { UserRow } from "../../../hub/db/rows.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { cluster } from "../../support/cluster.ts"
import { restSettings } from "../../support/slurm.ts"

const minute = 60_000

t.test("a booking in Slurm", { timeout: 240_000 }, async t => {
  const lab = await cluster(t, "calendar")
  if (!lab) return
  const hub = await bareCore(t, {
    spawner: createSlurmSpawner(),
    traits: {
      "SlurmSpawner.exec_prefix": lab.execPrefix,
      "SlurmSpawner.service_prefix": lab.servicePrefix,
      "CarmeHub.queues": { large: { partition: "large" } },
      "CarmeHub.reservations": { release_after: 1 },
    },
  })
  const { core } = hub
  const calendar = calendarOf(core)
  if (!calendar) throw new Error("no calendar")
  const [alice, bob] = [await hub.addUser("alice"), await hub.addUser("bob")]
  const jobs: string[] = []
  const names: string[] = []
  t.teardown(async () => {
    if (jobs.length > 0) await lab.run(["scancel", ...jobs])
    // A reservation with a job in it cannot be deleted before the job is gone.
    for (const name of names)
      await until(() => lab.run(["scontrol", "delete", `ReservationName=${name}`]).then(yes, notThere))
  })
  const round = () => keepInSlurm(core, calendar)
  const ask = async (owner: UserRow, starts: number, ends: number, at = core) => {
    const now = at.clock.now().getTime()
    const row = await book(at, {
      owner,
      queue: "large",
      wanted: { nodes: null, gpus: 1, gpuType: "a100" },
      starts: new Date(now + starts * minute),
      ends: new Date(now + ends * minute),
      timeZone: "UTC",
      users: [],
      group: null,
      note: "",
      by: owner.name,
      beyondRules: true,
    })
    names.push(row.name)
    return row
  }
  const submit = async (user: string, ...words: string[]) => {
    const argv = ["sbatch", "--parsable", "-p", "large", "--gres=gpu:1", "-t", "10", "-o", "/dev/null", ...words]
    const id = (await lab.as(user, [...argv, "--wrap", "sleep 600"])).trim()
    jobs.push(id)
    return id
  }
  const job = async (id: string) => (await lab.run(["squeue", "-h", "-j", id, "-o", "%T|%r|%v|%N"])).trim().split("|")
  const inSlurm = async (name: string, { scheduler } = calendar) =>
    (await scheduler.reservations()).find(reservation => reservation.name === name)

  const idle = await ask(bob, 0, 120)
  const mine = await ask(alice, 0, 120)
  await round()
  const node = mine.nodes[0] ?? ""

  await t.test("made as it was booked", async t => {
    const there = await inSlurm(mine.name)
    t.match(there, { nodes: [node], users: ["alice"] })
    t.ok(there?.flags.includes("MAGNETIC") && there.flags.includes("PURGE_COMP=00:01:00"))
    t.match(await findReservation(core.db, mine.id), { state: "active" })
  })

  await t.test("others do not get there, its owner does", async t => {
    const others = await submit("bob", "-w", node)
    const named = await submit("alice", `--reservation=${mine.name}`)
    await until(async () => (await job(named))[0] === "RUNNING")
    t.same((await job(named)).slice(2), [mine.name, node])
    // Slurm has looked at both by now.
    await until(async () => !["None", "Priority"].includes((await job(others))[1] ?? ""))
    const [state, reason] = await job(others)
    t.equal(state, "PENDING")
    t.match(reason, /ReqNodeNotAvail|Reserved|Reservation|Resources/)
    const attracted = await submit("alice", "-w", node)
    await until(async () => (await job(attracted))[0] === "RUNNING")
    t.equal((await job(attracted))[2], mine.name, "without naming it, too")
  })

  await t.test("changed and moved in the calendar, changed in Slurm", t => changes(t, core, calendar, alice))

  await t.test("the same over REST, beside the bookings of another hub", async t => {
    const traits = Object.entries(restSettings(lab)).map(([name, value]) => [`SlurmSpawner.${name}`, value] as const)
    const rest = await bareCore(t, {
      ...{ hubId: "rest", spawner: createSlurmSpawner() },
      traits: {
        ...Object.fromEntries(traits),
        "SlurmSpawner.exec_prefix": lab.execPrefix,
        "SlurmSpawner.service_prefix": lab.servicePrefix,
        "CarmeHub.queues": { large: { partition: "large" } },
        "CarmeHub.reservations": { release_after: 1 },
      },
    })
    const theirs = calendarOf(rest.core)
    if (!theirs) throw new Error("no calendar over REST")
    await changes(t, rest.core, theirs, await rest.addUser("alice"))
    const { foreign } = await readCluster(rest.core, theirs)
    t.ok(
      foreign.some(({ name }) => name === mine.name),
      "what it did not make is in the way",
    )
    t.ok(await inSlurm(mine.name), "and leaves alone")
  })

  async function changes(t: Test, core: Core, calendar: Calendar, owner: UserRow): Promise<void> {
    const root = { name: "root", beyondRules: true }
    const round = () => keepInSlurm(core, calendar)
    const later = await ask(owner, 200, 260, core)
    await round()
    t.match(await inSlurm(later.name, calendar), { nodes: later.nodes, users: ["alice"] })
    const ends = new Date(later.ends.getTime() + 30 * minute)
    await changeBooking(core, later.id, { ends }, root)
    await round()
    t.ok(Math.abs(((await inSlurm(later.name, calendar))?.end.getTime() ?? 0) - ends.getTime()) < minute)
    await cancelBooking(core, later.id, root)
    await round()
    t.equal(await inSlurm(later.name, calendar), undefined)
  }

  await t.test("made by hand: in the calendar, and in the way of others", async t => {
    const start = new Date(core.clock.now().getTime() + 600 * minute)
    const words = ["Nodes=n1,n2", "Users=bob", `StartTime=${local(start)}`, "Duration=60"]
    await lab.run(["scontrol", "create", "reservation", "ReservationName=by-hand", ...words])
    names.push("by-hand")
    t.match((await readCluster(core, calendar)).foreign, [{ name: "by-hand", nodes: ["n1", "n2"], users: ["bob"] }])
    await t.rejects(ask(alice, 610, 620), { message: /no room/, detail: { code: "reservation-conflict" } })
    await round()
    t.ok(await inSlurm("by-hand"), "and it stays")
  })

  await t.test("one that stands idle is given back, and its place is free", async t => {
    await until(async () => (await inSlurm(idle.name)) === undefined)
    await round()
    t.match(await findReservation(core.db, idle.id), { state: "ended", message: /Given back before its end/ })
    t.equal((await ask(bob, 0, 30)).nodes[0], idle.nodes[0])
    t.ok(await inSlurm(mine.name), "one in which jobs run is kept")
  })
})

/** The cluster's clock is this machine's, in UTC. */
function local(time: Date): string {
  return time.toISOString().slice(0, 19)
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise(resolve => setTimeout(resolve, 500))
}

const yes = () => true

function notThere(error: { readonly stderr?: string }): boolean {
  return /invalid/.test(error.stderr ?? "")
}
