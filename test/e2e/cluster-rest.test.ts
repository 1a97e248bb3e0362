/** The main job over slurmrestd: twelve sessions on a cluster with hundreds of other jobs, and what it asks Slurm meanwhile. */
import { writeFileSync } from "node:fs"
import t from "tap"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { countingRelay } from "../support/counting-relay.ts"
import { startHub } from "../support/hub.ts"
import { hubJobs } from "../support/hub-jobs.ts"
import { runCell } from "../support/notebook.ts"
import { followStart, untilServer } from "../support/server-states.ts"
import { restSettings } from "../support/slurm.ts"

const otherJobs = 300
const sessions = 12
// JupyterLab for one, which a cell is run in; eleven more would be too much for a test machine.
const program = `
import os, time
if os.environ["JUPYTERHUB_USER"] == "alice":
    from jupyterhub.singleuser import main
    main()
else:
    time.sleep(900)
`

const lab = await cluster(t)

if (lab) {
  const path = "/srv/alice-works"
  writeFileSync(lab.root + path, program, { mode: 0o755 })
  const filler = `for i in $(seq ${otherJobs}); do sbatch --parsable --hold -J other --mem=10 -D /tmp -o /dev/null --wrap true || exit 1; done`
  t.teardown(() => lab.run(["scancel", "--name=other"]).catch(() => {}))
  const filled = lab.as("carol", ["bash", "-c", filler])
  const rest = restSettings(lab)
  const relay = await countingRelay(t, String(rest.rest_url))
  const site = await clusterSite(lab, {
    quotas: { user: {} },
    containers: { jupyter: { image: lab.image, binds: [`${path}:${path}:ro`], default: true } },
  })
  const hub = await startHub(t, {
    settings: {
      ...site,
      JupyterHub: {
        ...site.JupyterHub,
        allow_named_servers: true,
        tornado_settings: { slow_spawn_timeout: 0 },
      },
      Spawner: { cmd: [path] },
      SlurmSpawner: {
        ...site.SlurmSpawner,
        driver: "rest",
        rest_url: relay.url,
        rest_user: "root",
        rest_jwt_key_file: rest.rest_jwt_key_file,
        start_timeout: 600,
      },
    },
  })
  const [alice, bob, carol] = [hub.client(), hub.client(), hub.client()]
  await Promise.all([alice.login("alice"), bob.login("bob"), carol.login("carol")])
  const small = { cpus: "1", memory: "256M", walltime: "0:30:00" }
  const names = Array.from({ length: sessions - 1 }, (_, at) => `s${at}`)

  t.test("twelve sessions run, and a cell in one of them", async t => {
    t.equal((await filled).trim().split("\n").length, otherJobs)
    const answers = await Promise.all([
      alice.api("POST", "/users/alice/server", { ...small, memory: "1G" }),
      ...names.map(name => bob.api("POST", `/users/bob/servers/${name}`, small)),
    ])
    for (const answer of answers) t.ok(answer.status < 300, answer.text)
    t.match(await followStart(alice, "alice"), { progress: 100, ready: true })
    const token = (await carol.api("POST", "/users/alice/tokens", { scopes: ["access:servers!user"] })).json().token
    t.match(
      await runCell(`${hub.url}user/alice/`, token, "import os; print('job', os.environ['SLURM_JOB_ID'])"),
      /job \d/,
    )
    for (let looks = 0; looks < 240; looks++) {
      const all = [...(await hubJobs(lab, hub.core, "bob")), ...(await hubJobs(lab, hub.core, "alice"))]
      if (all.length === sessions && all.every(job => job.state === "RUNNING")) return
      await new Promise(resolve => setTimeout(resolve, 250))
    }
    t.fail("not all of them run")
  })

  t.test("each tick asks for the hub's own jobs, in one question", async t => {
    const states = /\/jobs\/state\//
    await relay.until(states, 1)
    relay.taken()
    const ticks = 8
    await relay.until(states, ticks)
    const calls = relay.taken()
    const bytes = calls.reduce((sum, call) => sum + call.bytes, 0)
    const told = calls.map(call => `${call.method} ${call.path.split("?")[0]} ${call.bytes}`)
    t.comment(`${ticks} ticks: ${calls.length} calls, ${bytes} bytes\n${told.join("\n")}`)
    t.notOk(
      calls.some(call => call.path.endsWith("/jobs/")),
      "not for all jobs of the cluster",
    )
    const single = calls.filter(call => /\/job\/\d+$/.test(call.path))
    t.ok(single.length <= sessions, "each job as a whole once a minute at most")
    t.ok(bytes < ticks * 20_000, `${bytes} bytes`)
    const all = await fetch(`${rest.rest_url}/slurm/v0.0.42/jobs/`, { headers: await asRoot() })
    const size = (await all.arrayBuffer()).byteLength
    t.comment(`all jobs of the cluster at once: ${size} bytes`)
    t.ok(size > 20 * (bytes / ticks), "what a tick had read else")
  })

  t.test("a job that is cancelled outside is noticed, and every session ends", async t => {
    const [job] = await hubJobs(lab, hub.core, "alice")
    await lab.run(["scancel", job?.id ?? "none"])
    await untilServer(carol, "alice", server => server === null || server.stopped, 30)
    await Promise.all(names.map(name => bob.api("DELETE", `/users/bob/servers/${name}`)))
    for (const name of names) await untilServer(carol, "bob", server => server === null || server.stopped, 120, name)
    t.same(await hubJobs(lab, hub.core, "bob"), [])
  })

  async function asRoot(): Promise<Record<string, string>> {
    const said = await lab?.run(["scontrol", "token", "lifespan=60"])
    return { "X-SLURM-USER-NAME": "root", "X-SLURM-USER-TOKEN": said?.trim().replace("SLURM_JWT=", "") ?? "" }
  }
}
