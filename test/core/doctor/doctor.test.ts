/** Whose job the doctor tries, and what it says where there is none; then all of it on a real cluster, good and broken. */
import t from "tap"
import { diagnose } from "../../../hub/core/doctor/doctor.ts"
import { spawners } from "../../../spawners/index.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { cluster } from "../../support/cluster.ts"
import { clusterSettings } from "../../support/slurm.ts"
import { tasksInMemory } from "../../support/tasks-in-memory.ts"

t.test("a spawner without jobs, and a person without an account", async t => {
  const { simple } = spawners
  if (!simple) throw new Error("the simple spawner is missing")
  const { core } = await bareCore(t, { spawner: simple })
  t.match((await diagnose(core, null, "root")).at(-1), { id: "job", status: "skipped" })
  const withJobs = { ...core, spawner: { ...simple, tasks: tasksInMemory() } }
  t.match((await diagnose(withJobs, null, "nobody")).at(-1), { id: "job", status: "skipped", mend: /--user/ })
  t.match((await diagnose(withJobs, "nobody", "root")).at(-1), { id: "job", status: "failed" })
})

t.test("on the cluster", async t => {
  const lab = await cluster(t)
  if (!lab) return
  const site = Object.entries(clusterSettings(lab)).map(([name, value]) => [`SlurmSpawner.${name}`, value])
  const failed = async (traits: Readonly<Record<string, unknown>>) => {
    const all = { "JupyterHub.hub_bind_url": `http://${lab.hubAddress}:8081`, ...Object.fromEntries(site), ...traits }
    const { core } = await bareCore(t, { traits: all, spawner: createSlurmSpawner() })
    const found = await diagnose(core, "alice", "root")
    return found.filter(({ status }) => status === "failed")
  }
  t.same(await failed({}), [], "a good site")
  const broken = await failed({
    "JupyterHub.hub_bind_url": "http://127.0.0.1:8081",
    "CarmeHub.containers": { c: { image: "/no/such.sif" } },
    "CarmeHub.queues": { good: {}, bad: { partition: "nosuch" } },
  })
  t.match(
    broken.map(({ id, queue = "" }) => `${id} ${queue}`.trim()),
    ["hub-address", "image good", "job bad"],
  )
  const refused = await failed({ "SlurmSpawner.exec_prefix": ["false"] })
  t.match(refused, [{ id: "prefix" }, { id: "job" }])
})
