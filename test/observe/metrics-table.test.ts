/** The table of metrics has those of JupyterHub, by name. */
import t from "tap"
import { metricsTable } from "../../hub/observe/metrics-table.ts"

/** As JupyterHub 6.1.1 names them (without prefix). */
const jupyterhubs = [
  "active_users",
  "check_routes_duration_seconds",
  "csp_reports_total",
  "event_loop_interval_seconds",
  "hub_startup_duration_seconds",
  "init_spawners_duration_seconds",
  "login_duration_seconds",
  "logout_duration_seconds",
  "proxy_add_duration_seconds",
  "proxy_delete_duration_seconds",
  "proxy_poll_duration_seconds",
  "request_duration_seconds",
  "running_servers",
  "server_poll_duration_seconds",
  "server_spawn_duration_seconds",
  "server_stop_seconds",
  "total_users",
]

t.test("the table has JupyterHub's 17 metrics, and ours named carme_", async t => {
  const names = Object.values(metricsTable).map(row => row.name)
  t.same(names.filter(name => !name.startsWith("carme_")).sort(), jupyterhubs)
  t.equal(new Set(names).size, names.length)
})
