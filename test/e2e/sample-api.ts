/** Made-up replies of the REST API: what the scripts of the sample pages show. */
const now = Date.now()
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()

const server = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  display_name: "",
  ready: false,
  pending: null,
  stopped: true,
  started: null,
  last_activity: null,
  url: `/user/alice/${name}`,
  ...more,
})

const users = [
  {
    name: "alice",
    admin: true,
    groups: ["physics", "instructors"],
    last_activity: ago(2),
    servers: {
      "": server("", { ready: true, stopped: false, started: ago(190) }),
      lab: server("lab", { display_name: "My lab" }),
      training: server("training", {
        display_name: "Training of the large model",
        pending: "spawn",
        stopped: false,
        started: ago(4),
      }),
    },
  },
  {
    name: "bob",
    admin: false,
    groups: [],
    last_activity: ago(60 * 26),
    servers: { "": server("", { stopped: false, pending: "stop" }) },
  },
  {
    name: "carol.with-a-very-long-name@example.org",
    admin: false,
    groups: ["a-course-with-a-long-name-2026", "physics"],
    last_activity: null,
    servers: {},
  },
  ...["dave", "erin", "frank"].map((name, i) => ({
    name,
    admin: false,
    groups: ["physics"],
    last_activity: ago(60 * 24 * (i + 3)),
    servers: {},
  })),
]

const groups = [
  {
    name: "physics",
    users: Array.from({ length: 42 }, (_, i) => `student${String(i).padStart(2, "0")}`),
    properties: { priority: 10, queue: "large", mounts: ["/srv/physics"] },
  },
  { name: "instructors", users: ["alice"], properties: {} },
  { name: "a-course-with-a-long-name-2026", users: [], properties: { ends: "2027-02-28" } },
]

const run = {
  server: "",
  state: "ready",
  job_id: null,
  node: null,
  queue: null,
  container: null,
  gpus: 0,
  gpu_type: null,
  reason: null,
  requested_at: ago(4),
  started_at: null,
  ends_at: null,
  ended_at: null,
  outcome: null,
  message: null,
}

const runs = [
  {
    ...run,
    id: "r1",
    user: "alice",
    server: "training",
    state: "queued",
    job_id: "4713",
    queue: "large",
    container: "pytorch",
    gpus: 4,
    gpu_type: "h100",
    reason: "Resources: 2 jobs are ahead",
  },
  {
    ...run,
    id: "r2",
    user: "alice",
    job_id: "4711",
    queue: "instant",
    container: "jupyter",
    gpus: 1,
    gpu_type: "a100",
    node: "n1",
    started_at: ago(190),
    ends_at: ago(-50),
  },
  { ...run, id: "r3", user: "bob", state: "stopping", started_at: ago(60 * 26) },
]

const page = (items: readonly unknown[], total = items.length) => ({
  items,
  _pagination: { offset: 0, limit: 50, total, next: null },
})

export const sampleApi: Readonly<Record<string, unknown>> = {
  "/hub/api/users": page(users, 51_234),
  "/hub/api/groups": page(groups),
  "/hub/api/queues": [],
  "/hub/api/queues/estimate": {
    admitted: true,
    refusal: null,
    gpus: 4,
    walltime_minutes: 480,
    gpu_hours: 32,
    start: new Date(now + 95 * 60_000).toISOString(),
    scheduler_says: null,
    booking: null,
    better: [
      { change: "in the queue Instant for 2 h", user_options: {}, start: new Date(now).toISOString(), gpu_hours: 2 },
      { change: "with 2 GPUs", user_options: {}, start: new Date(now + 20 * 60_000).toISOString(), gpu_hours: 16 },
    ],
  },
  "/hub/api/runs/r2": {
    state: "queued",
    user: "alice",
    id: "r2",
    estimate: new Date(now + 95 * 60_000).toISOString(),
    place: { place: 3, of: 8 },
  },
  "/hub/api/runs": page(runs),
}
