import t from "tap"
import { appendRunEvent } from "../../../hub/db/run-events.ts"
import { findLatestRun } from "../../../hub/db/runs.ts"
import { pageHub } from "../../support/page-hub.ts"
import { schedulerDouble, waitingJob } from "../../support/scheduler-double.ts"

const named = { settings: { JupyterHub: { allow_named_servers: true } } }

t.test("a start: progress, what it waits for, and what was already said", async t => {
  const hub = await pageHub(t, named)
  const alice = await hub.as("alice")
  const demand = {
    queue: "large",
    container: null,
    gpus: 2,
    gpuType: null,
    cpus: null,
    memoryMb: null,
    walltimeMinutes: null,
  }
  const row = await hub.server(
    "alice",
    "lab",
    {},
    { state: "queued", demand, estimate: new Date("2030-01-01T00:00:00Z") },
  )
  const run = await findLatestRun(hub.core.db, row.id)
  await appendRunEvent(hub.core.db, {
    run_id: run?.id ?? "",
    at: new Date(),
    state: "queued",
    event: "submitted",
    progress: 15,
    message: "Job <4711>",
    message_html: null,
  })
  const page = await alice.ask("/hub/spawn-pending/alice/lab?next=%2Fuser%2Falice%2Flab%2Fx")
  t.equal(page.status, 200)
  t.match(page.text, /data-progress-url="\/hub\/api\/users\/alice\/servers\/lab\/progress\?_xsrf&#x3D;/)
  const nonce = /'nonce-([\w-]{22})'/.exec(String(page.headers["content-security-policy"]))?.[1]
  t.match(page.text, `<script nonce="${nonce}">window.openProgress = () => new EventSource("/hub/api/users/alice/`)
  t.match(page.text, "Job &lt;4711&gt;")
  t.match(page.text, 'aria-valuenow="15"')
  t.match(page.text, "2030-01-01T00:00:00.000Z")
  t.match(page.text, '<noscript><meta http-equiv="refresh" content="5">')
})

t.test("ready: on to the server", async t => {
  const hub = await pageHub(t)
  const alice = await hub.as("alice")
  await hub.server("alice", "", {}, { state: "ready" })
  t.equal((await alice.ask("/hub/spawn-pending/alice")).headers.location, "/user/alice/")
  t.equal((await alice.ask("/hub/spawn-pending/alice?next=%2Fuser%2Falice%2Fx")).headers.location, "/user/alice/x")
})

t.test("stopping, stopped, unknown", async t => {
  const hub = await pageHub(t, named)
  const alice = await hub.as("alice")
  await hub.server("alice", "ends", {}, { state: "stopping" })
  await hub.server("alice", "ended", {}, { state: "stopped", outcome: "ended", ready_at: new Date() })
  t.match((await alice.ask("/hub/spawn-pending/alice/ends")).text, "Your server is stopping.")
  const ended = await alice.ask("/hub/spawn-pending/alice/ended")
  t.equal(ended.status, 200)
  t.match(ended.text, "Server not running")
  t.match(ended.text, 'href="/hub/spawn/alice/ended"')
  t.match((await alice.ask("/hub/spawn-pending/alice/none")).text, "alice has no such server none")
  t.equal((await (await hub.as("bob")).ask("/hub/spawn-pending/alice/ends")).status, 404)
})

t.test("a failed start: why, the job's own last words as text, and another try", async t => {
  const hub = await pageHub(t, { spawner: { log: async () => "Traceback <script>" } })
  const alice = await hub.as("alice")
  await hub.server(
    "alice",
    "",
    {},
    { state: "stopped", outcome: "failed", message: "exit code <1>", ended_at: new Date() },
  )
  const page = await alice.ask("/hub/spawn-pending/alice?next=%2Fuser%2Falice%2Fx")
  t.equal(page.status, 500)
  t.match(page.text, "Spawn failed")
  t.match(page.text, "exit code &lt;1&gt;")
  t.match(page.text, "Traceback &lt;script&gt;")
  t.match(page.text, 'href="/hub/spawn/alice?next&#x3D;%2Fuser%2Falice%2Fx"')
})

t.test("what the backend refused is no error of the hub, and an unreadable log hides nothing", async t => {
  const log = async () => Promise.reject(new Error("stale file handle"))
  const hub = await pageHub(t, { spawner: { log } })
  const alice = await hub.as("alice")
  await hub.server(
    "alice",
    "",
    {},
    { state: "stopped", outcome: "refused", message: "sbatch: error: invalid partition" },
  )
  const page = await alice.ask("/hub/spawn-pending/alice")
  t.equal(page.status, 400)
  t.match(page.text, "invalid partition")
  const bob = await hub.as("bob")
  await hub.server("bob", "", {}, { state: "stopped", outcome: "refused", message: "No coffee", status: 418 })
  t.equal((await bob.ask("/hub/spawn-pending/bob")).status, 418, "the site's own status")
})

t.test("a start that waits shows its place in the queue, and can tell when it is ready", async t => {
  const scheduler = schedulerDouble()
  scheduler.queue = [waitingJob("6"), waitingJob("7")]
  const hub = await pageHub(t, { spawner: { scheduler: () => scheduler } })
  const alice = await hub.as("alice")
  const demand = { queue: "large", container: null, gpus: 2, gpuType: null, cpus: null, memoryMb: null }
  const run = { state: "queued", demand: { ...demand, walltimeMinutes: 60 }, job: { job_id: "7" } } as const
  await hub.server("alice", "", {}, run)
  const page = (await alice.ask("/hub/spawn-pending/alice")).text
  t.match(page, /Place in the queue<\/dt><dd id="place">2 of 2</)
  t.match(page, /data-run="carme-test-\d+" data-queue="yes" data-waits="yes"/)
  t.match(page, "Tell me when it is ready")
  scheduler.reachable = false
  const other = await pageHub(t, { spawner: { scheduler: () => scheduler } })
  const bob = await other.as("bob")
  await other.server("bob", "", {}, run)
  t.match(
    (await bob.ask("/hub/spawn-pending/bob")).text,
    /id="place-row" hidden/,
    "without an answer there is no place",
  )
})
