/** All metrics as a table: JupyterHub's by its names, labels and buckets, then ours. metrics.ts and the docs are made from it. */

export interface MetricRow {
  readonly type: "histogram" | "gauge" | "counter"
  /** JupyterHub's are prefixed by $JUPYTERHUB_METRICS_PREFIX, ours stand as they are. */
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
  /** Label sets that are there from the start, so that a dashboard finds a 0 instead of nothing. */
  readonly present?: readonly Readonly<Record<string, string>>[]
  readonly buckets?: readonly number[]
}

const usual = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const long = [0.5, 1, 2.5, 5, 10, 15, 30, 60, 120, 180, 300, 600]
const queueWaits = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14400, 43200, 86400]
const aboveTick = [0.05, 0.055, 0.06, 0.065, 0.07, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

const statuses = (...values: readonly string[]) => values.map(status => ({ status }))

export const metricsTable = {
  requestDuration: {
    type: "histogram",
    name: "request_duration_seconds",
    help: "Time taken by HTTP requests",
    labels: ["method", "handler", "code"],
    buckets: usual,
  },
  serverSpawnDuration: {
    type: "histogram",
    name: "server_spawn_duration_seconds",
    help: "Time from a request for a server to its end: ready, failed or refused",
    labels: ["status", "reason"],
    present: [
      { status: "success", reason: "" },
      { status: "failure", reason: "" },
      { status: "error", reason: "" },
      { status: "failure", reason: "throttled" },
      { status: "failure", reason: "too-many-users" },
      { status: "failure", reason: "already-pending" },
    ],
    buckets: long,
  },
  runningServers: { type: "gauge", name: "running_servers", help: "Servers that run now" },
  totalUsers: { type: "gauge", name: "total_users", help: "Users in the database" },
  activeUsers: {
    type: "gauge",
    name: "active_users",
    help: "Users who were active within the period",
    labels: ["period"],
    present: [{ period: "24h" }, { period: "7d" }, { period: "30d" }],
  },
  checkRoutesDuration: {
    type: "histogram",
    name: "check_routes_duration_seconds",
    help: "Time taken to compare the proxy's routes with the database",
    buckets: usual,
  },
  hubStartupDuration: {
    type: "histogram",
    name: "hub_startup_duration_seconds",
    help: "Time taken by the hub to start",
    buckets: usual,
  },
  initSpawnersDuration: {
    type: "histogram",
    name: "init_spawners_duration_seconds",
    help: "Time taken to find the servers of an earlier hub again",
    buckets: usual,
  },
  proxyPollDuration: {
    type: "histogram",
    name: "proxy_poll_duration_seconds",
    help: "Time taken to list the proxy's routes",
    buckets: usual,
  },
  loginDuration: {
    type: "histogram",
    name: "login_duration_seconds",
    help: "Time taken by logins",
    labels: ["status"],
    present: statuses("success", "failure"),
    buckets: usual,
  },
  logoutDuration: {
    type: "histogram",
    name: "logout_duration_seconds",
    help: "Time taken by logouts",
    buckets: usual,
  },
  cspReports: {
    type: "counter",
    name: "csp_reports_total",
    help: "Reports of content that the security policy forbids",
  },
  proxyAddDuration: {
    type: "histogram",
    name: "proxy_add_duration_seconds",
    help: "Time taken to add a server's route to the proxy",
    labels: ["status"],
    present: statuses("success", "failure"),
    buckets: usual,
  },
  serverPollDuration: {
    type: "histogram",
    name: "server_poll_duration_seconds",
    help: "Time taken to ask whether a server still runs",
    labels: ["status"],
    present: statuses("running", "stopped"),
    buckets: usual,
  },
  serverStopDuration: {
    type: "histogram",
    name: "server_stop_seconds",
    help: "Time taken to stop a server",
    labels: ["status"],
    present: statuses("success", "failure"),
    buckets: usual,
  },
  proxyDeleteDuration: {
    type: "histogram",
    name: "proxy_delete_duration_seconds",
    help: "Time taken to delete a server's route from the proxy",
    labels: ["status"],
    present: statuses("success", "failure"),
    buckets: usual,
  },
  eventLoopInterval: {
    type: "histogram",
    name: "event_loop_interval_seconds",
    help: "Time between two turns of the hub's event loop",
    buckets: aboveTick,
  },
  queueQueryDuration: {
    type: "histogram",
    name: "carme_queue_query_seconds",
    help: "Time taken to ask the spawner's backend about all live runs at once",
    labels: ["status"],
    present: statuses("success", "failure"),
    buckets: usual,
  },
  queueWait: {
    type: "histogram",
    name: "carme_queue_wait_seconds",
    help: "Time that a job waited in the queue before it ran",
    buckets: queueWaits,
  },
  runs: {
    type: "gauge",
    name: "carme_runs",
    help: "Live runs by state",
    labels: ["state"],
    present: ["admitted", "queued", "starting", "ready", "stopping"].map(state => ({ state })),
  },
  admissions: {
    type: "counter",
    name: "carme_admissions_total",
    help: "Requests for a server that admission decided on",
    labels: ["result"],
    present: [{ result: "admitted" }, { result: "refused" }],
  },
} as const satisfies Readonly<Record<string, MetricRow>>

export type MetricName = keyof typeof metricsTable
