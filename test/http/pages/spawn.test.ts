import t from "tap"
import { insertContainer } from "../../../hub/db/containers.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { JsonObject, Spawner } from "../../../hub/plugin/spawner.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { manualClock } from "../../support/clock.ts"
import { pageHub } from "../../support/page-hub.ts"
import { queueSettings } from "../../support/queue-core.ts"
import { container, run } from "../../support/rows.ts"
import { schedulerDouble } from "../../support/scheduler-double.ts"

const html = '<label>Time <input name="stime"></label><script>site()</script>'

/** Refuses what it gets, with the options in the message: they never reach a backend here. */
const refusing = {
  parse(raw: JsonObject): never {
    throw new Refusal(403, `no <b>GPU</b> for ${JSON.stringify(raw)}`, { code: "quota-gpus" })
  },
}

t.test("the site's form, with a policy that lets its scripts run", async t => {
  const hub = await pageHub(t, { settings: { Spawner: { options_form: html } } })
  const alice = await hub.as("alice")
  const page = await alice.ask("/hub/spawn?next=%2Fuser%2Falice%2Flab")
  t.equal(page.status, 200)
  t.match(page.text, html)
  t.match(page.text, /action="\/hub\/spawn\?next&#x3D;%2Fuser%2Falice%2Flab&amp;_xsrf&#x3D;/)
  t.notMatch(page.headers["content-security-policy"], "script-src")
})

t.test("a refused form comes back with the reason and what was typed", async t => {
  const hub = await pageHub(t, { settings: { Spawner: { options_form: html } }, spawner: refusing })
  const alice = await hub.as("alice")
  const page = await alice.submit("/hub/spawn", { stime: "<9>", many: ["1", "2"] })
  t.equal(page.status, 403)
  t.match(page.text, "no &lt;b&gt;GPU&lt;/b&gt;")
  t.match(
    page.text,
    "{&quot;stime&quot;:[&quot;&lt;9&gt;&quot;],&quot;many&quot;:[&quot;1&quot;,&quot;2&quot;]}",
    "form data are lists",
  )
  const values = /id="spawn-values">(.*?)<\/script>/.exec(page.text)?.[1] ?? ""
  t.same(JSON.parse(values), { stime: ["<9>"], many: ["1", "2"] })
})

t.test("simple: one value stands alone, a ticked box is true", async t => {
  const hub = await pageHub(t, {
    settings: { Spawner: { options_form: html, options_from_form: "simple" } },
    spawner: refusing,
  })
  const page = await (await hub.as("alice")).submit("/hub/spawn", { stime: "9", box: "on", many: ["1", "2"] })
  t.match(
    page.text,
    "{&quot;stime&quot;:&quot;9&quot;,&quot;box&quot;:true,&quot;many&quot;:[&quot;1&quot;,&quot;2&quot;]}",
  )
})

t.test("the spawner's own form: empty fields are not there, values are kept", async t => {
  const form = async () => ({
    template: "partials/slurm-form",
    data: {
      queues: [
        {
          name: "large",
          displayName: "Large",
          description: "",
          maxWalltimeMinutes: 60,
          maxGpusPerJob: 2,
          gpuTypes: [],
          isDefault: true,
        },
      ],
      containers: [{ name: "jupyter", displayName: "JupyterLab", description: "", isDefault: true }],
      limits: [],
      defaults: { gpus: "1" },
    },
  })
  const hub = await pageHub(t, { spawner: { ...refusing, form } })
  const alice = await hub.as("alice")
  await hub.server("alice", "", { user_options: { walltime: "0:30:00" } })
  const shown = await alice.ask("/hub/spawn")
  t.match(shown.headers["content-security-policy"], "script-src 'self'")
  t.match(shown.text, /name="gpus"[^>]*value="1"/)
  t.match(shown.text, /name="gpus"[^>]*placeholder="0"/, "left empty it means none")
  t.match(shown.text, /name="walltime"[^>]*value="0:30:00"/, "the last options are the defaults")
  const refused = await alice.submit("/hub/spawn", {
    queue: "large",
    container: "jupyter",
    gpus: "2",
    memory: "",
    cpus: "",
  })
  t.equal(refused.status, 403)
  t.match(
    refused.text,
    "{&quot;queue&quot;:&quot;large&quot;,&quot;container&quot;:&quot;jupyter&quot;,&quot;gpus&quot;:&quot;2&quot;}",
  )
  t.match(refused.text, /name="gpus"[^>]*value="2"/)
})

t.test("options in the address", async t => {
  const hub = await pageHub(t, { settings: { Spawner: { options_form: html } }, spawner: refusing })
  const alice = await hub.as("alice")
  t.match(
    (await alice.ask("/hub/spawn?opt-stime=9&other=1&next=%2Fhub%2F")).text,
    "{&quot;stime&quot;:[&quot;9&quot;]}",
  )
  t.match((await alice.ask("/hub/spawn?stime=9")).text, "{&quot;stime&quot;:[&quot;9&quot;]}", "as before JupyterHub 6")
  t.equal((await alice.ask("/hub/spawn?opt-=9")).status, 422)
})

t.test("our own form shows the options of an address, filled in, and starts nothing", async t => {
  const data = {
    queues: [
      { name: "large", displayName: "Large", description: "", maxWalltimeMinutes: 60, maxGpusPerJob: 2, gpuTypes: [] },
    ],
    containers: [{ name: "jupyter", displayName: "JupyterLab", description: "", isDefault: true }],
    limits: [],
    defaults: {},
  }
  const spawner = { ...refusing, form: async () => ({ template: "partials/slurm-form", data }) }
  const hub = await pageHub(t, { spawner })
  const page = await (await hub.as("alice")).ask("/hub/spawn?opt-gpus=2&opt-container=jupyter")
  t.equal(page.status, 200)
  t.match(page.text, /name="gpus"[^>]*value="2"/)
  t.match(page.text, "The link that you followed asks for this")
  t.notMatch(page.text, "no &lt;b&gt;GPU", "nothing was asked of the spawner")
})

t.test("no page elsewhere starts a server with a link", async t => {
  const hub = await pageHub(t)
  const plain = await pageHub(t, { settings: { Spawner: { options_form: html } }, spawner: refusing })
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate" },
    { "sec-fetch-site": "same-origin", "sec-fetch-mode": "no-cors" },
    { referer: "https://evil.example.org/" },
    { referer: `${plain.origin}/user/bob/files/trap.html` },
  ]
  for (const headers of foreign) {
    const sent = JSON.stringify(headers)
    const page = await (await plain.as("alice")).ask("/hub/spawn?opt-stime=9", { headers })
    t.equal(page.status, 200, sent)
    t.notMatch(page.text, "no &lt;b&gt;GPU", `${sent}: the form, no start`)
    t.match(page.text, '{"stime":["9"]}', "filled in by its script")
    const bare = await (await hub.as("alice")).ask("/hub/spawn?opt-a=1", { headers })
    t.match([bare.status, bare.text], [200, '<input type="hidden" name="a" value="1">'], "without a form: a button")
  }
  const own = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", referer: `${plain.origin}/hub/home` }
  t.match((await (await plain.as("alice")).ask("/hub/spawn?opt-stime=9", { headers: own })).text, "no &lt;b&gt;GPU")
})

t.test("what a login over another site leads to begins by itself; a link there later does not", async t => {
  const clock = manualClock()
  const hub = await pageHub(t, { clock })
  const alice = await hub.as("alice")
  const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }
  await clock.advance(120_000)
  t.match((await alice.ask("/hub/spawn", { headers })).status, 200)
  await alice.ask("/hub/logout")
  await alice.login("alice")
  for (const hidden of [{ "sec-fetch-mode": "no-cors" }, { "sec-fetch-dest": "iframe" }]) {
    const page = await alice.ask("/hub/spawn", { headers: { ...headers, ...hidden } })
    t.equal(page.status, 200, `a picture or a frame elsewhere is no login: ${JSON.stringify(hidden)}`)
  }
  t.equal((await alice.ask("/hub/spawn", { headers })).status, 302)
})

t.test("somebody else's container names its owner and asks, the first time", async t => {
  const hub = await pageHub(t, {
    settings: { CarmeHub: { ...queueSettings } },
    spawner: {
      ...refusing,
      form: async () => ({
        template: "partials/slurm-form",
        data: { queues: [], containers: [], limits: [], defaults: {} },
      }),
    },
  })
  const alice = await hub.as("alice")
  await hub.as("bob")
  const owner_id = (await hub.user("bob")).id
  await insertContainer(hub.core.db, container({ id: "c-9", owner_id, state: "ready", display_name: "<i>Bait</i>" }))
  const asked = await alice.submit("/hub/spawn", { container: "c-9" })
  t.match(
    asked.text,
    /You have not started <strong>&lt;i&gt;Bait&lt;\/i&gt;<\/strong> before. It belongs to <strong>bob<\/strong>/,
  )
  t.notMatch(asked.text, "no &lt;b&gt;GPU", "nothing was started")
  t.match(
    (await alice.submit("/hub/spawn", { container: "c-9", _trust: "c-8" })).text,
    "It belongs to",
    "another one's box",
  )
  t.match((await alice.submit("/hub/spawn", { container: "c-9", _trust: "c-9" })).text, "no &lt;b&gt;GPU")
  t.match((await (await hub.as("bob")).submit("/hub/spawn", { container: "c-9" })).text, "no &lt;b&gt;GPU", "one's own")
  const demand = { ...run({ id: "x" }).demand, container: "c-9" }
  await hub.server("alice", "old", {}, { id: "r-old", state: "stopped", demand })
  t.match((await alice.submit("/hub/spawn", { container: "c-9" })).text, "no &lt;b&gt;GPU", "one that alice had before")
})

t.test("a server that lives is not started again", async t => {
  const hub = await pageHub(t, { settings: { JupyterHub: { allow_named_servers: true } } })
  const alice = await hub.as("alice")
  await hub.server("alice", "", {}, { state: "ready" })
  await hub.server("alice", "lab", {}, { state: "queued" })
  t.equal((await alice.ask("/hub/spawn")).headers.location, "/user/alice/")
  t.equal((await alice.ask("/hub/spawn/alice?next=%2Fuser%2Falice%2Fx")).headers.location, "/user/alice/x")
  t.equal(
    (await alice.ask("/hub/spawn/alice/lab?next=%2Fuser%2Falice%2Flab%2Fx")).headers.location,
    "/hub/spawn-pending/alice/lab?next=%2Fuser%2Falice%2Flab%2Fx",
  )
  t.match((await alice.submit("/hub/spawn", {})).text, "alice is already running")
  t.match((await alice.submit("/hub/spawn/alice/lab", {})).text, "alice:lab is pending spawn")
})

t.test("without a form the start begins at once and leads to the progress page", async t => {
  const hub = await pageHub(t)
  const alice = await hub.as("alice")
  const answer = await alice.ask("/hub/spawn?next=%2Fuser%2Falice%2Flab")
  t.equal(answer.status, 302)
  t.equal(answer.headers.location, "/hub/spawn-pending/alice?next=%2Fuser%2Falice%2Flab")
  t.match((await alice.ask("/hub/spawn-pending/alice")).text, "Your server is starting up.")
})

t.test("other people's servers", async t => {
  const hub = await pageHub(t, { settings: { Spawner: { options_form: html } } })
  const admin = await hub.as("admin")
  const alice = await hub.as("alice")
  t.equal((await alice.ask("/hub/spawn/admin")).status, 404)
  t.equal((await alice.ask("/hub/spawn/nobody")).status, 404)
  t.match((await admin.ask("/hub/spawn/alice")).text, "Spawning server for alice")
  t.match((await admin.ask("/hub/spawn/nobody")).text, "No such user: nobody")
  t.equal((await alice.submit("/hub/spawn/admin", {})).status, 404)
})

t.test("names of servers", async t => {
  const hub = await pageHub(t, {
    settings: { JupyterHub: { allow_named_servers: true }, Spawner: { options_form: html } },
  })
  const alice = await hub.as("alice")
  t.equal((await alice.ask("/hub/spawn/alice/lab")).status, 200)
  t.equal((await alice.ask("/hub/spawn/alice/Bad%20Name")).status, 400)
  const plain = await pageHub(t, { settings: { Spawner: { options_form: html } } })
  const bob = await plain.as("bob")
  t.match((await bob.ask("/hub/spawn/bob/lab")).text, "Named servers are not enabled.")
})

t.test("a form posted from elsewhere starts nothing", async t => {
  const hub = await pageHub(t, { spawner: refusing })
  const alice = await hub.as("alice")
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  const answer = await alice.ask("/hub/spawn", { method: "POST", headers, body: "a=b" })
  t.equal(answer.status, 403)
  t.notMatch(answer.text, "no &lt;b&gt;GPU")
})

t.test("without scripts a button tells what would become of the start; nothing is started", async t => {
  const scheduler = schedulerDouble()
  const { check: _, ...slurm } = createSlurmSpawner()
  const at = new Date("2030-01-01T10:00:00Z")
  const spawner: Partial<Spawner> = {
    ...slurm,
    scheduler: () => scheduler,
    estimate: async ({ demand }) =>
      demand.gpus > 2
        ? { outcome: "refused", says: "no such node" }
        : { outcome: "start", at: demand.gpus > 1 ? at : new Date("2029-12-31T00:00:00Z"), nodes: [] },
  }
  const booked = { name: "course", nodes: ["n1"], partition: "large", gpus: 0, gpusByType: {}, users: ["bob"] }
  const window = { start: new Date(0), end: new Date("2030-01-01T10:00:00Z"), isActive: true }
  scheduler.booked = [{ ...booked, ...window, accounts: [], flags: [] }]
  const hub = await pageHub(t, { spawner, settings: { CarmeHub: queueSettings } })
  const alice = await hub.as("alice")
  const shown = (await alice.ask("/hub/spawn")).text
  t.match(shown, /data-queue-now="large">2 of 2 a100 free now</)
  t.match(shown, /name="_estimate"/)
  t.notMatch(shown, "Mail me", "where the hub sends no mail, none is offered")
  const ask = (fields: Record<string, string>) => alice.submit("/hub/spawn", { _estimate: "1", ...fields })
  const told = await ask({ queue: "large", gpus: "2", walltime: "8:00:00" })
  t.equal(told.status, 200)
  t.match(told.text, /Expected start: <time datetime="2030-01-01T10:00:00.000Z">/)
  t.match(told.text, "16 GPU-hours")
  t.match(told.text, /id="estimate-booking" class="estimate-booking">Others have booked in the queue Large until/)
  t.match(told.text, /<li>with 1 GPU: <time datetime="2029-12-31/)
  t.match(told.text, /name="walltime"[^>]*value="8:00:00"/, "what was filled in stays")
  t.match((await ask({ queue: "large", gpus: "3" })).text, "The cluster would not take it: no such node")
  t.match((await ask({ queue: "large", gpus: "5" })).text, /text-danger">Your limit is 4 GPUs/)
  t.same(await hub.core.db.q("carme_runs"), [])
})

t.test("what a quota refuses comes back with its sentence, the same as over the API", async t => {
  const { check: _, ...slurm } = createSlurmSpawner()
  const spawner: Partial<Spawner> = { ...slurm, scheduler: () => schedulerDouble() }
  const limits = { gpus: 3, gpus_per_job: 2, jobs: 1, walltime: "8:00:00", queues: ["large"], gpu_hours_per_day: 5 }
  const settings = { CarmeHub: { ...queueSettings, quotas: { user: { ...limits, containers: [] } } } }
  const hub = await pageHub(t, { spawner, settings })
  const open = await pageHub(t, { spawner, settings: { CarmeHub: { ...queueSettings, quotas: { user: limits } } } })
  const refused = async (site: typeof hub, fields: Record<string, string>, sentence: RegExp) => {
    const alice = await site.as("alice")
    const page = await alice.submit("/hub/spawn", fields)
    t.equal(page.status, 403, JSON.stringify(fields))
    t.match(page.text, sentence)
    const options = { ...fields, ...(fields.gpus ? { gpus: Number(fields.gpus) } : {}) }
    const answer = await alice.api("POST", "/users/alice/server", options)
    t.equal(answer.status, 403)
    t.match(answer.json().message, sentence)
    t.same(await site.core.db.q("carme_runs"), [], "nothing is started")
  }
  const large = { queue: "large", container: "jupyter", walltime: "1:00:00" }
  await refused(
    open,
    { ...large, gpus: "3" },
    /Your limit is 2 GPUs for one session; you asked for 3\. Up to 2 GPUs would/,
  )
  await refused(open, { ...large, walltime: "9:00:00" }, /Your limit is a time of 8:00:00; you asked for 9:00:00\./)
  await refused(
    open,
    { ...large, queue: "instant" },
    /You may not use the queue (?:"|&quot;)instant(?:"|&quot;)\. You can choose large\./,
  )
  await refused(
    open,
    { ...large, gpus: "2", walltime: "8:00:00" },
    /Your limit is 5 GPU-hours a day; 0 are used or reserved until .* asked for .* more\. With these GPUs, up to /,
  )
  await refused(
    hub,
    large,
    /You may not use the container (?:"|&quot;)jupyter(?:"|&quot;)\. There is nothing to choose from\./,
  )
})
