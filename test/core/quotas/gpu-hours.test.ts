/** GPU-hours: refused in the window that is full, across windows' ends with the clock moved, and never passed together. */
import t from "tap"
import { admit } from "../../../hub/core/servers/admission.ts"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import type { UserRow } from "../../../hub/db/rows.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import type { Demand } from "../../../hub/plugin/demand.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import { type BareCore, bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { spawner } from "../../support/rows.ts"

const hour = 3_600_000
const demand = (hours: number | null, gpus = 1, gpuType: string | null = null): Demand => ({
  ...{ queue: null, container: null, gpus, gpuType, cpus: null, memoryMb: null },
  walltimeMinutes: hours === null ? null : hours * 60,
})

/** A site in Berlin, at 22:00 of a Friday. */
async function site(t: Parameters<typeof bareCore>[0], user: object, options: Partial<BareCore["core"]> = {}) {
  const clock = manualClock(new Date("2026-11-27T21:00:00Z"))
  const traits = {
    "CarmeHub.quotas": { user },
    "CarmeHub.time_zone": "Europe/Berlin",
    "CarmeHub.gpu_weights": { "1g.5gb": 0.25 },
  }
  const hub = await bareCore(t, { clock, traits, ...options })
  return { ...hub, clock, ada: await hub.addUser("ada") }
}

async function ask({ core }: Pick<BareCore, "core">, user: UserRow, wanted: Demand) {
  const name = `s${Math.random()}`
  const server = await insertSpawner(core.db, spawner({ user_id: user.id, name }))
  const parsed = { userOptions: {}, demand: wanted }
  return admit(core, { user, server, parsed, offer: await offerFor(core, user), by: user.name }).catch(error => error)
}

const step = { message: "", progress: 0 }

t.test("each day counts the part of the time that lies in it", async t => {
  const hub = await site(t, { gpu_hours_per_day: 4 })
  const { core, ada, clock } = hub
  const full = await ask(hub, ada, demand(3, 4))
  t.match(full, {
    status: 403,
    message:
      "Your limit is 4 GPU-hours a day; 0 are used or reserved until Sat 28 Nov 2026 00:00 (Europe/Berlin), and you asked for 8 more. With these GPUs, up to 1:00:00 would be allowed now.",
    detail: { code: "quota-gpu-hours", limit: 4, used: 0, asked: 8, allowed: 4 },
  })
  const run = await ask(hub, ada, demand(6))
  t.match(run, { state: "admitted" }, "two of its hours are today's, four are tomorrow's")
  t.match(await ask(hub, ada, demand(2)), { state: "admitted" }, "today has two more")
  t.match(await ask(hub, ada, demand(1)), { detail: { used: 4, allowed: 0 } })
  await apply(core, run.id, "submitted", step)
  await apply(core, run.id, "allocated", step)
  await clock.advance(2 * hour)
  t.match(
    await ask(hub, ada, demand(1)),
    { message: /6 are used or reserved until Sun 29 Nov/, detail: { used: 6, allowed: 0 } },
    "four of the run that began yesterday, two of the one that waits: from now on",
  )
  await apply(core, run.id, "gone", step)
  t.match(await ask(hub, ada, demand(2)), { state: "admitted" }, "what a run did not use comes back at its end")
})

t.test("a window that is still to come is full, too", async t => {
  const hub = await site(t, { gpu_hours_per_day: 4 })
  t.match(await ask(hub, hub.ada, demand(7)), {
    message: /0 are used or reserved until Sun 29 Nov 2026 00:00 .*asked for 5 more.*up to 6:00:00 would/,
    detail: { asked: 5, allowed: 4 },
  })
})

t.test("weeks and months beside days; a type by its weight; no end, no budget", async t => {
  const hub = await site(t, { gpu_hours_per_week: 10, gpu_hours_per_month: 11 })
  t.match(await ask(hub, hub.ada, demand(8)), { state: "admitted" })
  t.match(await ask(hub, hub.ada, demand(8, 1, "1g.5gb")), { state: "admitted" }, "a quarter of a GPU")
  t.match(await ask(hub, hub.ada, demand(1)), { message: /10 GPU-hours a week; 10 are used/ })
  await hub.clock.advance(48 * hour)
  t.match(
    await ask(hub, hub.ada, demand(2)),
    { message: /11 GPU-hours a month; 10 are used/ },
    "both wait still, as if from now on: most of it in the next week, all of it in this month",
  )
  const free = await site(t, { gpu_hours_per_day: 100 })
  t.match(await ask(free, free.ada, demand(null)), { state: "admitted" }, "two hours are left of the day")
  const week = await site(t, { gpu_hours_per_week: 100 })
  await week.clock.advance(72 * hour)
  const endless = await ask(week, week.ada, demand(null))
  t.match(endless, { detail: { asked: 146 } }, "two hours of November, and the rest of the week in December")
  const poor = await site(t, { gpu_hours_per_day: 1 })
  t.match(await ask(poor, poor.ada, demand(null)), { detail: { code: "quota-gpu-hours", asked: 2, allowed: 1 } })
  t.match(await ask(poor, poor.ada, demand(24, 0)), { state: "admitted" }, "without a GPU there is nothing to count")
})

t.test("parallel requests never pass together, nor do starts of a day", async t => {
  await forEachDatabase(t, async (t, db) => {
    const hub = await site(t, { gpu_hours_per_day: 5, starts_per_day: 4 }, { db })
    const { ada, clock } = hub
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(hub, ada, demand(2))))
    const refused = answers.filter(answer => answer instanceof Refusal)
    t.equal(refused.length, 18, "two of two hours each fit into five")
    t.ok(refused.every(answer => answer.detail.code === "quota-gpu-hours"))
    const more = await Promise.all(Array.from({ length: 8 }, () => ask(hub, ada, demand(2, 0))))
    t.equal(more.filter(answer => answer instanceof Refusal).length, 6)
    t.ok(more.some(answer => answer.detail?.code === "quota-starts" && answer.detail.used === 4))
    await clock.advance(2 * hour)
    t.match(await ask(hub, ada, demand(1, 0)), { state: "admitted" }, "the next day has starts of its own")
  })
})
