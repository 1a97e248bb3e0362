/** The metrics page: labels and buckets, all there before anything happened. */
import t from "tap"
import { createMetrics } from "../../hub/observe/metrics.ts"

t.test("each label value is there at 0 before anything happened", async t => {
  const text = await createMetrics().registry.metrics()
  for (const line of [
    'jupyterhub_server_spawn_duration_seconds_count{status="failure",reason="throttled"} 0',
    'jupyterhub_server_spawn_duration_seconds_bucket{le="600",status="success",reason=""} 0',
    'jupyterhub_active_users{period="30d"} 0',
    "jupyterhub_csp_reports_total 0",
    'jupyterhub_login_duration_seconds_count{status="failure"} 0',
    'jupyterhub_server_stop_seconds_bucket{le="0.005",status="success"} 0',
    "jupyterhub_running_servers 0",
    'carme_runs{state="queued"} 0',
  ]) {
    t.ok(text.includes(line), line)
  }
})

t.test("the prefix and the configurable buckets follow the environment's texts", async t => {
  const metrics = createMetrics({ prefix: "hub1", spawnBuckets: "10, 1,x", stopBuckets: "" })
  metrics.serverSpawnDuration.observe({ status: "success", reason: "" }, 5)
  const text = await metrics.registry.metrics()
  t.ok(text.includes('hub1_server_spawn_duration_seconds_bucket{le="1",status="success",reason=""} 0'))
  t.ok(text.includes('hub1_server_spawn_duration_seconds_bucket{le="10",status="success",reason=""} 1'))
  t.ok(text.includes('hub1_server_stop_seconds_bucket{le="0.075",status="success"} 0'))
  t.ok(text.includes("carme_runs"))
})

t.test("process metrics are there when asked for", async t => {
  t.match(await createMetrics({ processMetrics: true }).registry.metrics(), /process_resident_memory_bytes \d/)
})
