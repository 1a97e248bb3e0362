/** Profiles over spawners of the test, and in a real hub over our own. */
import t from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { findSpawner } from "../../../hub/db/spawners.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { Offer, Run } from "../../../hub/plugin/spawner.ts"
import { profilesSpawner } from "../../../spawners/profiles/profiles-spawner.ts"
import { startHub } from "../../support/hub.ts"
import { tinyServer } from "../../support/hub-place.ts"
import { pluginContext } from "../../support/plugin-context.ts"
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
