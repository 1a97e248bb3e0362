/** Admission on real databases: parallel requests cannot pass together, and what is refused leaves nothing. */
import t from "tap"
import { admit } from "../../../hub/core/servers/admission.ts"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { usageOfUser } from "../../../hub/db/allocations.ts"
import type { RunRow, UserRow } from "../../../hub/db/rows.ts"
import { listLiveRuns } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import type { Demand } from "../../../hub/plugin/demand.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import { type BareCore, bareCore } from "../../support/bare-core.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { spawner } from "../../support/rows.ts"

const oneGpu: Demand = {
  queue: null,
  container: null,
  gpus: 1,
  gpuType: null,
  cpus: null,
  memoryMb: null,
  walltimeMinutes: null,
}

async function ask({ core }: BareCore, user: UserRow, name: string, demand = oneGpu): Promise<RunRow> {
  const server = await insertSpawner(core.db, spawner({ user_id: user.id, name }))
  return admit(core, {
    user,
    server,
    parsed: { userOptions: {}, demand },
    offer: await offerFor(core, user),
    by: user.name,
  })
}

t.test("parallel requests cannot pass together", async t => {
  await forEachDatabase(t, async (t, db) => {
    const hub = await bareCore(t, { db, traits: { "CarmeHub.quotas": { user: { gpus: 10 }, one: { gpus: 1 } } } })
    const many = await hub.addUser("many")
    const answers = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => ask(hub, many, `s${i}`)))
    t.equal(answers.filter(answer => answer.status === "fulfilled").length, 10, "as many as there are places")
    const refused = answers.flatMap(answer => (answer.status === "rejected" ? [answer.reason] : []))
    t.ok(refused.every(reason => reason instanceof Refusal && reason.detail.code === "quota-gpus"))
    t.match(await usageOfUser(db, many.id), { gpus: 10, jobs: 10 }, "and nothing is charged for the others")
    t.equal((await listLiveRuns(db)).length, 10)
  })
})

t.test("of ten parallel starts one is admitted", async t => {
  await forEachDatabase(t, async (t, db) => {
    const hub = await bareCore(t, { db, traits: { "CarmeHub.quotas": { user: { jobs: 1 } } } })
    const user = await hub.addUser("ada")
    const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => ask(hub, user, `s${i}`)))
    t.equal(answers.filter(answer => answer.status === "fulfilled").length, 1)
  })
})

t.test("one server has one run", async t => {
  const hub = await bareCore(t)
  const { core } = hub
  const user = await hub.addUser("ada")
  const server = await insertSpawner(core.db, spawner({ user_id: user.id }))
  const offer = await offerFor(core, user)
  const request = { user, server, parsed: { userOptions: { a: 1 }, demand: oneGpu }, offer, by: "ada" }
  const runs = await Promise.all(Array.from({ length: 5 }, () => admit(core, request)))
  t.equal(new Set(runs.map(run => run.id)).size, 1, "whoever asks again gets the start that goes on")
  t.match(runs[0]?.id, /^carme-test-[0-9a-f-]{36}$/)
  const id = runs[0]?.id ?? ""
  await apply(core, id, "submitted", { message: "", progress: 0 })
  await apply(core, id, "allocated", { message: "", progress: 0 })
  await apply(core, id, "answered", { message: "", progress: 0, patch: { host: "h", port: 4000 } })
  await t.rejects(admit(core, request), { message: "ada: is already running" })
  await apply(core, id, "stop", { message: "", progress: 0 })
  await t.rejects(admit(core, request), { message: "ada: is pending stop" })
  await apply(core, id, "gone", { message: "", progress: 0 })
  t.not((await admit(core, request)).id, id, "an ended run makes room for the next")
})

t.test("limits of the whole hub", async t => {
  const hub = await bareCore(t, {
    traits: { "JupyterHub.active_server_limit": 3, "JupyterHub.concurrent_spawn_limit": 2 },
  })
  const users: UserRow[] = []
  for (const name of ["a", "b", "c", "d"]) users.push(await hub.addUser(name))
  const answers = await Promise.allSettled(users.map(user => ask(hub, user, "")))
  const refused = answers.flatMap(answer => (answer.status === "rejected" ? [answer.reason] : []))
  t.equal(refused.length, 2)
  t.match(refused[0], { status: 429, detail: { code: "throttled", headers: { "Retry-After": /^(3\d|4\d|5\d|60)$/ } } })
  for (const run of await listLiveRuns(hub.core.db)) {
    await apply(hub.core, run.id, "submitted", { message: "", progress: 0 })
  }
  const waiting = await hub.addUser("e")
  await t.resolves(ask(hub, waiting, ""), "who waits in a queue is not starting")
  const last = await hub.addUser("f")
  const full = await ask(hub, last, "").catch(error => error)
  t.match(full, { status: 429, detail: { code: "too-many-users", headers: undefined } })
})

t.test("how long to wait before the next try is the site's to say", async t => {
  const retryAfter = async (range: readonly [number, number]) => {
    const hub = await bareCore(t, {
      traits: { "JupyterHub.concurrent_spawn_limit": 1, "JupyterHub.spawn_throttle_retry_range": range },
    })
    await ask(hub, await hub.addUser("ada"), "")
    const refused = await ask(hub, await hub.addUser("bob"), "").catch(error => error)
    return [refused.detail.headers["Retry-After"], refused.message.replace(/.*again in /, "")]
  }
  t.same(await retryAfter([7, 7]), ["7", "10 seconds."])
  t.same(await retryAfter([300, 300]), ["300", "5 minutes."])
})

t.test("a run that was not asked to end by a time gets the longest it may have", async t => {
  const traits = {
    "CarmeHub.queues": { instant: { max_walltime: "2:00:00" } },
    "CarmeHub.quotas": { user: { walltime: "4:00:00", queues: ["instant"] } },
  }
  const hub = await bareCore(t, { traits })
  const user = await hub.addUser("ada")
  const run = await ask(hub, user, "", { ...oneGpu, queue: "instant" })
  t.equal(run.demand.walltimeMinutes, 120)
  const other = await ask(hub, user, "x", { ...oneGpu, queue: "large" }).catch(error => error)
  t.match(other, { detail: { code: "queue-not-allowed" } })
})
