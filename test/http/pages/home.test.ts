import t from "tap"
import { appendRunEvent } from "../../../hub/db/run-events.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { manualClock } from "../../support/clock.ts"
import { pageHub } from "../../support/page-hub.ts"
import { queueSettings } from "../../support/queue-core.ts"
import { schedulerDouble } from "../../support/scheduler-double.ts"

const demand = {
  queue: "large",
  container: null,
  gpus: 2,
  gpuType: "a100",
  cpus: 8,
  memoryMb: 65536,
  walltimeMinutes: 120,
}

t.test("who is not logged in goes to the login", async t => {
  const hub = await pageHub(t)
  t.equal((await hub.client().ask("/hub/home")).headers.location, "/hub/login?next=%2Fhub%2Fhome")
})

t.test("the own server, stopped and running", async t => {
  const hub = await pageHub(t)
  const alice = await hub.as("alice")
  const stopped = await alice.ask("/hub/home")
  t.match(stopped.text, 'href="/hub/spawn/alice"')
  t.match(stopped.text, "Start My Server")
  t.notMatch(stopped.text, 'id="stop"')
  t.notMatch(stopped.text, "Named Servers")
  await hub.server(
    "alice",
    "",
    {},
    { state: "ready", demand, node: "n1", allocated_at: new Date("2026-11-23T06:00:00Z") },
  )
  const running = await alice.ask("/hub/home")
  t.match(running.text, 'href="/user/alice"')
  t.match(running.text, 'id="stop"')
  for (const text of [
    "<dd>large</dd>",
    "<dd>2 (a100)</dd>",
    "<dd>64 GB</dd>",
    "<dd>n1</dd>",
    "2026-11-23T08:00:00.000Z",
  ])
    t.match(running.text, text)
})

t.test("named servers, their names as text", async t => {
  const hub = await pageHub(t, {
    settings: { JupyterHub: { allow_named_servers: true, named_server_limit_per_user: 3 } },
  })
  const alice = await hub.as("alice")
  await hub.server("alice", "lab", { display_name: "<i>My lab</i>" }, { id: "run-lab", state: "queued" })
  const told = { run_id: "run-lab", at: new Date(), state: "queued", progress: 30, message_html: null } as const
  await appendRunEvent(hub.core.db, { ...told, event: "submitted", message: "Submitted" })
  await appendRunEvent(hub.core.db, { ...told, event: "pending", message: "Waiting for <b>GPUs</b>" })
  await hub.server("alice", "Old Name")
  await hub.server(
    "alice",
    "broken",
    {},
    { state: "stopped", outcome: "failed", message: "exit code 1", ended_at: new Date() },
  )
  const page = await alice.ask("/hub/home")
  t.match(page.text, "&lt;i&gt;My lab&lt;/i&gt;")
  t.match(page.text, "Waiting for &lt;b&gt;GPUs&lt;/b&gt;")
  t.match(page.text, "up to 3")
  t.match(page.text, 'href="/hub/spawn-pending/alice/lab"')
  t.match(page.text, 'href="/hub/spawn/alice/broken"')
  t.match(page.text, "exit code 1")
  t.match(page.text, /do not fit the rules.*Old Name/)
})

t.test("a session near its end warns, and offers as much more time as the queue allows", async t => {
  const clock = manualClock(new Date())
  const queues = { large: { max_walltime: "3:00:00" } }
  const spawner = { scheduler: () => schedulerDouble() }
  const hub = await pageHub(t, { clock, spawner, settings: { CarmeHub: { queues } } })
  const alice = await hub.as("alice")
  await hub.server("alice", "", {}, { state: "ready", demand, allocated_at: clock.now() })
  const early = (await alice.ask("/hub/home")).text
  t.match(early, /class="alert alert-warning ends-warning" role="alert" hidden/)
  t.same(
    [...early.matchAll(/<option value="(\d+)">([^<]+) more/g)].map(([, minutes, text]) => [minutes, text]),
    [
      ["15", "15 min"],
      ["30", "30 min"],
      ["60", "1 h"],
    ],
  )
  await clock.advance(106 * 60_000)
  const late = (await alice.ask("/hub/home")).text
  t.match(late, /ends-warning" role="alert">This session ends <time datetime=/)
  t.match(late, "or give it more time")
  const plain = await pageHub(t)
  const bob = await plain.as("bob")
  await plain.server("bob", "", {}, { state: "ready", demand, allocated_at: new Date() })
  t.notMatch((await bob.ask("/hub/home")).text, "more</option>", "where no scheduler can be told there is no choice")
})

t.test("the own limits lead to the pages of quotas and of projects", async t => {
  const { check: _, ...slurm } = createSlurmSpawner()
  const spawner = { ...slurm, scheduler: () => schedulerDouble() }
  const hub = await pageHub(t, { spawner, settings: { CarmeHub: queueSettings } })
  const page = await (await hub.as("alice")).open("/hub/home")
  t.match(page.text, /<h2 id="limits-title">Your limits/)
  t.match(page.text, /<a href="\/hub\/quota">All limits[^<]*<\/a> <a href="\/hub\/projects">Projects/)
})
