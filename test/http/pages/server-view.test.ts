import t from "tap"
import type { Core } from "../../../hub/core/core.ts"
import { runDetails, serverView } from "../../../hub/http/pages/server-view.ts"
import { run } from "../../support/rows.ts"

const settings: Record<string, unknown> = {
  "JupyterHub.base_url": "/",
  "JupyterHub.subdomain_host": "",
  "CarmeHub.queues": { large: { displayName: "Large jobs" } },
  "CarmeHub.containers": { torch: { displayName: "PyTorch" } },
}
const core = { config: { get: (name: string) => settings[name] } } as unknown as Core
const demand = {
  queue: "large",
  container: "torch",
  gpus: 2,
  gpuType: "a100",
  cpus: 4,
  memoryMb: 1500,
  walltimeMinutes: 90,
}

t.test("states in words", async t => {
  const words = (row: Parameters<typeof run>[0] | null) => {
    const view = serverView(core, "alice", "lab", null, row === null ? null : run(row))
    return [view.state, view.state_text, view.active, view.pending]
  }
  t.same(words(null), ["stopped", "stopped", false, null])
  t.same(words({ id: "a", state: "queued", spawner: "slurm" }), ["starting", "waiting in the queue", true, "spawn"])
  t.same(words({ id: "a", state: "queued", spawner: "simple" }), ["starting", "starting", true, "spawn"])
  t.same(words({ id: "a", state: "starting", spawner: "slurm" }), ["starting", "starting", true, "spawn"])
  t.same(words({ id: "a", state: "ready" }), ["ready", "running", true, null])
  t.same(words({ id: "a", state: "stopping" }), ["stopping", "stopping", true, "stop"])
})

t.test("what it runs on, by the names that people know", async t => {
  const waiting = runDetails(core, run({ id: "a", demand }))
  t.same(
    waiting.map(({ label, text }) => `${label}: ${text}`),
    [
      "Queue: Large jobs",
      "GPUs: 2 (a100)",
      "Container: PyTorch",
      "CPUs: 4",
      "Memory: 1500 MB",
      "Time limit: 1 h 30 min",
    ],
  )
  const running = runDetails(core, run({ id: "a", demand, node: "n1", allocated_at: new Date("2026-11-23T12:00:00Z") }))
  t.match(running.at(-1), { label: "Ends", at: "2026-11-23T13:30:00.000Z" })
  t.same(runDetails(core, run({ id: "a" })), [], "a local server has none of these")
})
