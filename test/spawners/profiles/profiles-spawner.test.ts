/** Profiles over spawners of the test, and in a real hub over our own. */
import t from "tap"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import type { RunRow } from "../../../hub/db/rows.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { findSpawner, insertSpawner } from "../../../hub/db/spawners.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { Offer } from "../../../hub/plugin/offer.ts"
import type { Run } from "../../../hub/plugin/spawner.ts"
import { profilesSpawner } from "../../../spawners/profiles/profiles-spawner.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"
import { startHub } from "../../support/hub.ts"
import { tinyServer } from "../../support/hub-place.ts"
import { pluginContext } from "../../support/plugin-context.ts"
import { queueSettings } from "../../support/queue-core.ts"
import { allocation, noon, run as runRow, spawner as spawnerRow } from "../../support/rows.ts"
import { schedulerDouble, waitingJob } from "../../support/scheduler-double.ts"
import { createBackend, plainSpawner } from "../../support/spawner-doubles.ts"

const profiles = [
  ["On this machine", "here", "jupyterhub.spawner.SimpleLocalProcessSpawner", { start_timeout: 15 }],
  ["A GPU", "gpu", "batchspawner.SlurmSpawner", { req_partition: "gpu" }],
]
const offer: Offer = {
  queues: [],
  containers: [],
  limits: noLimits,
}

t.test("each run is its profile's spawner's, with the profile's traits", async t => {
  const [here, gpu] = [createBackend(), createBackend()]
  const seen: unknown[] = []
  const spawner = profilesSpawner({
    SimpleLocalProcessSpawner: plainSpawner(here),
    SlurmSpawner: {
      ...plainSpawner(gpu),
      async start(request, context) {
        seen.push(context.setting("BatchSpawnerBase.req_partition"), request.userOptions)
        return plainSpawner(gpu).start(request, context)
      },
    },
  })
  const context = await pluginContext(t, { "ProfilesSpawner.profiles": profiles })
  t.same(spawner.parse({ profile: ["gpu"] }, offer, context).userOptions, { profile: "gpu" })
  t.same(spawner.parse({}, offer, context).userOptions, { profile: "here" }, "the first without a choice")
  t.throws(() => spawner.parse({ profile: "no" }, offer, context), Refusal)
  t.same(spawner.startTraits?.({ profile: "gpu" }, context), { req_partition: "gpu" })

  const run = (id: string, profile: string) => {
    const user = { id: 1, name: "ada", admin: false, groups: [], roles: [] }
    const { demand } = spawner.parse({ profile }, offer, context)
    const more = { queue: null, container: null, state: {}, env: {}, cmd: [], overrides: {} }
    return { id, user, serverName: "", userOptions: { profile }, demand, ...more }
  }
  const a = run("a", "here")
  const b = run("b", "gpu")
  const started: Run[] = []
  for (const request of [a, b]) started.push({ ...request, state: (await spawner.start(request, context)).state })
  t.same([here.submits, gpu.submits], [["a"], ["b"]])
  t.same(seen, ["gpu", {}])
  t.same(started[1]?.state, { profile: "gpu", child_conf: { req_partition: "gpu" }, child_state: { job_id: "b" } })
  t.same([...(await spawner.find([a, b], context)).keys()].sort(), ["a", "b"])
  gpu.jobs.set("b", { status: "running" })
  const answers = await spawner.poll(started, context)
  t.same([answers.get("a")?.status, answers.get("b")?.status], ["pending", "running"])
  const [, second] = started
  if (second) await spawner.stop(second, context)
  t.same([here.cancels, gpu.cancels], [[], ["b"]])
  const removed = { ...a, state: { profile: "gone", child_state: {} } }
  t.equal((await spawner.poll([removed], context)).get("a")?.status, "unknown", "a profile that was taken away")
})

t.test("the form, the start and the environment of a profile", async t => {
  const here = [
    ["Small", "small", "jupyterhub.spawner.SimpleLocalProcessSpawner", { environment: { SIZE: "small" } }],
    ["Big", "big", "simple", { environment: { SIZE: "big" }, cmd: tinyServer }],
  ]
  const hub = await startHub(t, {
    settings: {
      JupyterHub: { spawner_class: "wrapspawner.ProfilesSpawner" },
      ProfilesSpawner: { profiles: here },
      CarmeHub: { verify_servers: false },
    },
  })
  const ada = hub.client()
  await ada.login("ada")
  const page = await ada.ask("/hub/spawn")
  t.match(page.text, /<option value="small" selected>Small<\/option><option value="big" >Big/)
  t.equal((await ada.submit("/hub/spawn", { profile: "big" })).status, 302)
  for await (const event of ada.events("/hub/api/users/ada/server/progress")) if (event.ready) break
  t.equal((await ada.ask("/user/ada/env")).json().SIZE, "big")
  const user = await findUserByName(hub.core.db, "ada")
  const server = await findSpawner(hub.core.db, user?.id ?? 0, "")
  t.match(server?.state, { profile: "big", child_state: { pid: Number } })
  t.equal((await ada.api("DELETE", "/users/ada/server")).status, 204)
})

t.test("over slurm there is its scheduler: queues, estimates, places, more time and accounting", async t => {
  const scheduler = schedulerDouble()
  const asked: string[] = []
  const { check: _, ...slurm } = createSlurmSpawner()
  const backend = createBackend()
  const spawner = profilesSpawner({
    SimpleLocalProcessSpawner: plainSpawner(backend),
    SlurmSpawner: {
      ...slurm,
      poll: plainSpawner(backend).poll,
      scheduler(context) {
        asked.push(context.setting("BatchSpawnerBase.req_partition"))
        return scheduler
      },
      estimate: async ({ demand, userOptions }) => {
        t.notOk("profile" in userOptions)
        const minutes = demand.gpus > 1 ? 90 : 30
        return { outcome: "start", at: new Date(noon.getTime() + minutes * 60_000), nodes: [] }
      },
    },
  })
  const settings = { CarmeHub: queueSettings, ProfilesSpawner: { profiles } }
  const hub = await testCore(t, { spawner, settings, clock: manualClock(noon) })
  const ada = await hub.user("ada")
  const client = await hub.as(ada)
  scheduler.queue = [waitingJob("41"), waitingJob("42")]
  t.match((await client.api("GET", "/queues")).json(), [{ now: { open: true } }, { now: { waiting_jobs: 2 } }])
  t.same([...new Set(asked)], ["gpu"], "asked with the traits of its profile")
  const estimate = async (options: object) =>
    (await client.api("POST", "/queues/estimate", { user_options: options })).json()
  t.match(await estimate({ profile: "gpu", queue: "large", gpus: 2, walltime: "1:00:00" }), {
    start: "2026-11-23T13:30:00Z",
    better: [{ change: "with 1 GPU", user_options: { profile: "gpu", queue: "large", gpus: 1 } }],
  })
  t.match(await estimate({ profile: "here" }), { admitted: true, start: null, scheduler_says: null, better: [] })

  const { demand } = spawner.parse(
    { profile: "gpu", queue: "instant", walltime: "1:00:00" },
    await offerFor(hub.core, ada),
    hub.core.spawnerContext,
  )
  const server = async (name: string, state: RunRow["state"], job: RunRow["job"]) => {
    const { id } = await insertSpawner(hub.core.db, spawnerRow({ user_id: ada.id, name }))
    const whose = { spawner_id: id, live_key: id, user_id: ada.id, user_name: "ada", server_name: name }
    const times = { submitted_at: noon, allocated_at: state === "ready" ? noon : null }
    await insertRun(hub.core.db, runRow({ id: name, ...whose, state, job, demand, ...times }))
    await insertAllocation(
      hub.core.db,
      allocation({
        run_id: name,
        user_id: ada.id,
        gpus: 0,
        gpu_type: null,
        walltime_minutes: 60,
        memory_mb: null,
        queue: "instant",
        admitted_at: noon,
        released_at: null,
      }),
    )
  }
  const inSlurm = (id: string) => ({ profile: "gpu", child_conf: {}, child_state: { job_id: id } })
  await server("waits", "queued", inSlurm("42"))
  t.match((await client.api("GET", "/runs/waits")).json(), { job_id: "42", place: { place: 2, of: 2 } })
  await server("runs", "ready", inSlurm("40"))
  t.match((await client.api("POST", "/runs/runs/extend", { minutes: 30 })).json(), { walltime_minutes: 90 })
  t.same([...scheduler.timeLimits], [["40", 90]])
  await server("local", "ready", { profile: "here", child_conf: {}, child_state: { pid: 7 } })
  for (const id of ["runs", "local"]) await apply(hub.core, id, "gone", { message: "", progress: 100 })
  const settled = await hub.core.db.q("carme_allocations").orderBy("run_id").select("run_id", "settled_by", "ask_at_s")
  t.match(settled, [
    { run_id: "local", settled_by: "hub", ask_at_s: null },
    { run_id: "runs", settled_by: null, ask_at_s: Number },
    { run_id: "waits", settled_by: null, ask_at_s: null },
  ])
})
