/** Starts that a project pays for: its members alone, within its budget, and not past its end. */
import t from "tap"
import {
  admitMember,
  askToJoin,
  changeProject,
  createProject,
  removeMember,
} from "../../../hub/core/projects/projects.ts"
import { budgetOf } from "../../../hub/core/queues/budget.ts"
import { admit } from "../../../hub/core/servers/admission.ts"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import type { UserRow } from "../../../hub/db/rows.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import type { Demand } from "../../../hub/plugin/demand.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import { type BareCore, bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { spawner } from "../../support/rows.ts"

const hour = 3_600_000
const demand: Demand = {
  queue: null,
  container: null,
  gpus: 2,
  gpuType: null,
  cpus: null,
  memoryMb: null,
  walltimeMinutes: 60,
  project: "atlas",
}

async function ask({ core }: BareCore, user: UserRow, name: string, changes: Partial<Demand> = {}) {
  const server = await insertSpawner(core.db, spawner({ user_id: user.id, name }))
  const parsed = { userOptions: {}, demand: { ...demand, ...changes } }
  return admit(core, { user, server, parsed, offer: await offerFor(core, user), by: user.name })
}

t.test("parallel starts of many members do not spend more than there is", async t => {
  await forEachDatabase(t, async (t, db) => {
    const hub = await bareCore(t, { db })
    const users = await Promise.all(["ada", "bob", "eve"].map(name => hub.addUser(name)))
    const [ada, bob, eve] = users
    if (!ada || !bob || !eve) return
    // Each start reserves two GPU-hours.
    await createProject(hub.core, "atlas", ada, { gpuHours: 7 }, "root")
    for (const user of [bob, eve]) await admitMember(hub.core, "atlas", user, "member", { by: "ada", atOnce: true })
    const asked = Array.from({ length: 12 }, (_, i) => ask(hub, users[i % 3] ?? ada, `s${i}`))
    const answers = await Promise.allSettled(asked)
    t.equal(answers.filter(answer => answer.status === "fulfilled").length, 3)
    const refused = answers.flatMap(answer => (answer.status === "rejected" ? [answer.reason] : []))
    t.ok(refused.every(reason => reason instanceof Refusal && reason.detail.code === "quota-project"))
    t.match(refused[0], {
      message: /has 7 GPU-hours; 6 GPU-hours are used or reserved, and you asked for 2 GPU-hours more\. .*0:30:00/,
      detail: { limit: 7, used: 6, asked: 2, allowed: 1 },
    })
  })
})

t.test("a project pays instead of the person, and the person's other limits hold", async t => {
  const traits = { "CarmeHub.quotas": { user: { gpus: 2, gpu_hours_per_day: 1, jobs: 5 } } }
  const hub = await bareCore(t, { traits })
  const ada = await hub.addUser("ada")
  await createProject(hub.core, "atlas", ada, { gpuHours: 10, account: "atlas" }, "root")
  const { project: _, ...own } = demand
  await t.rejects(admitOwn(hub, ada, own), { message: /GPU-hour a day/, detail: { code: "quota-gpu-hours" } })
  const run = await ask(hub, ada, "paid")
  t.match(run.demand, { project: "atlas", account: "atlas" })
  await t.rejects(ask(hub, ada, "more"), { message: /2 GPUs at a time/, detail: { code: "quota-gpus" } })
  t.ok(await admitOwn(hub, ada, { ...own, gpus: 0 }), "what the project pays for is not taken from the person's hours")
  const { limits } = await offerFor(hub.core, ada)
  t.match(await budgetOf(hub.core, ada.id, limits), { window: "day", limit: 1, left: 1 }, "nor is it told so")
})

async function admitOwn({ core }: BareCore, user: UserRow, own: Demand) {
  const server = await insertSpawner(core.db, spawner({ user_id: user.id, name: `own${own.gpus}` }))
  return admit(core, {
    user,
    server,
    parsed: { userOptions: {}, demand: own },
    offer: await offerFor(core, user),
    by: "",
  })
}

t.test("nobody from outside, and nothing past its end", async t => {
  const clock = manualClock()
  const hub = await bareCore(t, { clock })
  const ada = await hub.addUser("ada")
  const eve = await hub.addUser("eve")
  await createProject(hub.core, "atlas", ada, { expiresAt: new Date(clock.now().getTime() + 1.5 * hour) }, "root")
  await askToJoin(hub.core, "atlas", eve)
  await t.rejects(ask(hub, eve, "a"), { message: /in no project/, detail: { code: "project-not-allowed" } })
  await removeMember(hub.core, "atlas", eve)
  await admitMember(hub.core, "atlas", eve, "member", { by: "ada", atOnce: false })
  await t.rejects(ask(hub, eve, "a"), { message: /in no project/, detail: { code: "project-not-allowed" } })
  await t.rejects(ask(hub, ada, "b", { project: "gone" }), {
    message: /in no project "gone"/,
    detail: { code: "project-not-allowed" },
  })
  t.ok(await ask(hub, ada, "fits"))
  await t.rejects(ask(hub, ada, "long", { walltimeMinutes: 120 }), {
    message: /before this session would\. Up to 1:30:00 would be allowed now/,
    detail: { code: "project-expired", allowed: 90 },
  })
  t.match(await offerFor(hub.core, ada), { projects: [{ name: "atlas" }] })
  await clock.advance(2 * hour)
  await t.rejects(ask(hub, ada, "late", { walltimeMinutes: 1 }), { message: /ended on .* prolong/ })
  t.same((await offerFor(hub.core, ada)).projects, [], "nor is it offered")
  await changeProject(hub.core, "atlas", { expiresAt: null }, "root")
  t.ok(await ask(hub, ada, "again", { walltimeMinutes: null }))
})
