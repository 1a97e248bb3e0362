/** The doctor's look at the hub's own host, with each thing broken. */
import t from "tap"
import { diskCheck, hostChecks } from "../../../hub/core/doctor/host-checks.ts"
import { spawners } from "../../../spawners/index.ts"
import { bareCore } from "../../support/bare-core.ts"
import { tasksInMemory } from "../../support/tasks-in-memory.ts"

async function statuses(t: Parameters<typeof bareCore>[0], traits: Readonly<Record<string, unknown>>) {
  const { simple } = spawners
  if (!simple) throw new Error("the simple spawner is missing")
  const { core } = await bareCore(t, { traits, spawner: { ...simple, tasks: tasksInMemory() } })
  return Object.fromEntries((await hostChecks(core)).map(({ id, status }) => [id, status]))
}

t.test("the hub's address", async t => {
  t.match(await statuses(t, { "JupyterHub.hub_bind_url": "http://127.0.0.1:8081" }), { "hub-address": "failed" })
  t.match(await statuses(t, { "JupyterHub.hub_bind_url": "http://10.0.0.1:8081" }), { "hub-address": "ok" })
})

t.test("the certificate", async t => {
  t.match(await statuses(t, {}), { certificate: "skipped", database: "ok" })
  t.match(await statuses(t, { "JupyterHub.ssl_cert": "/nowhere.pem" }), { certificate: "failed" })
})

t.test("the disk", async t => {
  t.match(await diskCheck(".", 0), { status: "ok" })
  t.match(await diskCheck(".", Number.MAX_SAFE_INTEGER), { status: "failed", mend: /df/ })
})
