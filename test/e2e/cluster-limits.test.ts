/** Every limit of a role on the real cluster: by the form, by REST, and by requests that come at once. */
import t from "tap"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { hubJobs } from "../support/hub-jobs.ts"
import { untilServer } from "../support/server-states.ts"

interface Case {
  readonly limits: Readonly<Record<string, unknown>>
  /** Options that go beyond the limit; for limits that count, beyond what is left beside one session. */
  readonly over: Readonly<Record<string, string>>
  readonly refused: Readonly<Record<string, unknown>>
  /** Options of which exactly one session fits; without them all at once are refused as `over` is. */
  readonly fits?: Readonly<Record<string, string>>
}

const small = { cpus: "1", memory: "256M", walltime: "0:30:00" }
const cases: Readonly<Record<string, Case>> = {
  "GPUs at once": {
    limits: { gpus: 1, gpus_per_job: 4 },
    over: { gpus: "1" },
    refused: { code: "quota-gpus", limit: 1, used: 1, asked: 1, allowed: 0 },
    fits: { gpus: "1" },
  },
  "GPUs for one session": {
    limits: { gpus: 4, gpus_per_job: 1 },
    over: { gpus: "2" },
    refused: { code: "quota-gpus-per-job", limit: 1, asked: 2, allowed: 1 },
  },
  "types of GPUs": {
    limits: { gpus: 4, gpus_per_job: 4, gpu_types: ["h100"] },
    over: { gpus: "1", gpu_type: "a100" },
    refused: { code: "quota-gpu-types", limit: ["h100"], asked: "a100", allowed: [] },
  },
  "sessions at once": {
    limits: { jobs: 1 },
    over: {},
    refused: { code: "quota-jobs", limit: 1, used: 1, asked: 1, allowed: 0 },
    fits: {},
  },
  "time of a session": {
    limits: { walltime: 60 },
    over: { walltime: "1:30:00" },
    refused: { code: "quota-walltime", limit: 60, asked: 90, allowed: 60 },
  },
  ...Object.fromEntries(
    ["day", "week", "month"].map((window): [string, Case] => [
      `GPU-hours a ${window}`,
      {
        limits: { gpus: 4, gpus_per_job: 4, [`gpu_hours_per_${window}`]: 0.9 },
        over: { gpus: "1" },
        refused: { code: "quota-gpu-hours", limit: 0.9 },
        fits: { gpus: "1" },
      },
    ]),
  ),
  "starts a day": {
    limits: { starts_per_day: 1 },
    over: {},
    refused: { code: "quota-starts", limit: 1, used: 1, allowed: 0 },
    fits: {},
  },
  queues: {
    limits: { queues: ["instant"] },
    over: { queue: "large" },
    refused: { code: "queue-not-allowed", asked: "large", allowed: ["instant"] },
  },
  containers: {
    limits: { containers: [] },
    over: { container: "jupyter" },
    refused: { code: "container-not-allowed", asked: "jupyter", allowed: [] },
  },
}

const lab = await cluster(t)

if (lab) {
  // Nobody opens these sessions: a program that costs the machine nothing is enough.
  const idle = "/home/bob/idle-for-limits"
  await lab.as("bob", ["sh", "-c", `cat > ${idle} && chmod 755 ${idle}`], { input: "import time\ntime.sleep(600)\n" })
  t.teardown(() => lab.as("bob", ["rm", "-f", idle]).catch(() => {}))
  const site = await clusterSite(lab, { quotas: { user: {} }, time_zone: zoneAtNoon() })
  // Nobody waits for the sessions: an answer comes as soon as one is admitted.
  const hurried = { allow_named_servers: true, tornado_settings: { slow_spawn_timeout: 0 } }
  const settings = { ...site, JupyterHub: { ...site.JupyterHub, ...hurried }, Spawner: { cmd: [idle] } }

  for (const [name, { limits, over, refused, fits }] of Object.entries(cases)) {
    await t.test(name, async t => {
      // One hub for each, since a day's starts and hours stay counted; limits are set while it runs.
      const hub = await startHub(t, { settings })
      const [bob, carol] = [hub.client(), hub.client()]
      await Promise.all([bob.login("bob"), carol.login("carol")])
      t.equal((await carol.api("PUT", "/quotas/user", limits)).status, 200)
      const start = (server: string, options: object) =>
        bob.api("POST", `/users/bob/servers/${server}`, { ...small, ...options })
      const names = ["a", "b", "c", "d", "e"]

      const answers = await Promise.all(names.map(server => start(server, fits ?? over)))
      const admitted = names.filter((_, i) => (answers[i]?.status ?? 500) < 300)
      t.equal(admitted.length, fits ? 1 : 0, `at once: ${answers.map(answer => answer.status).join(" ")}`)
      for (const answer of answers.filter(answer => answer.status >= 300))
        t.match(answer.json(), { status: 403, ...refused })

      const rest = await start("f", over)
      t.match(rest.json(), { status: 403, ...refused, message: /\w/ }, "by REST")
      const form = await bob.submit("/hub/spawn/bob/g", { queue: "instant", container: "jupyter", ...small, ...over })
      t.equal(form.status, 403, "by the form")
      t.ok(form.text.includes(escaped(rest.json().message)), "which says the same")

      t.ok((await hubJobs(lab, hub.core, "bob")).length <= admitted.length, "nothing else was submitted")
      for (const server of admitted) {
        await bob.api("DELETE", `/users/bob/servers/${server}`)
        await untilServer(carol, "bob", model => model === null || model.stopped, 120, server)
      }
    })
  }
}

/** Where it is about noon: no day, week or month ends while the test runs. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours()
  return ahead >= 0 ? `Etc/GMT-${ahead}` : `Etc/GMT+${-ahead}`
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("'", "&#x27;")
}
