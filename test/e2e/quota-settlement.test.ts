/** GPU-hours on the real cluster: what a run is charged with in the end is what Slurm's accounting says, and QOS and nice of a role go with the job. */
import t from "tap"
import { settleRuns } from "../../hub/core/quotas/settle.ts"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { hubJobs } from "../support/hub-jobs.ts"
import { untilServer } from "../support/server-states.ts"

const lab = await cluster(t)

if (lab) {
  const quotas = { user: { gpus: 2, gpu_hours_per_week: 4, walltime: "1:00:00", qos: "instant", nice: 40 } }
  const site = await clusterSite(lab, { quotas })
  // Nobody opens it: a program that costs the machine nothing is enough. batchspawner runs Python alone.
  const idle = "/home/alice/idle-for-quotas"
  await lab.as("alice", ["sh", "-c", `cat > ${idle} && chmod 755 ${idle}`], { input: "import time\ntime.sleep(600)\n" })
  t.teardown(() => lab.as("alice", ["rm", "-f", idle]).catch(() => {}))
  const hub = await startHub(t, { settings: { ...site, Spawner: { cmd: [idle] } } })
  const alice = hub.client()
  await alice.login("alice")
  /** What Slurm does in its own time is awaited. */
  const until = async <T>(ask: () => Promise<T>, holds: (value: T) => boolean, seconds = 60): Promise<T> => {
    for (let left = seconds * 4; ; left--) {
      const value = await ask()
      if (holds(value)) return value
      if (left === 0) throw new Error(`not so after ${seconds} seconds: ${JSON.stringify(value)}`)
      await hub.core.clock.sleep(250)
    }
  }
  const week = async () =>
    (await alice.api("GET", "/users/alice/quota"))
      .json()
      .gpu_hours.find((one: { window: string }) => one.window === "week")
  const used = async () => (await alice.api("GET", "/users/alice/usage?by=run")).json()[0]
  const asked = { gpus: 2, walltime: "1:00:00", cpus: 1, memory: "256M" }

  t.test("a run is charged with its whole time while it lives, and with what sacct says afterwards", async t => {
    const start = await alice.api("POST", "/users/alice/server", asked)
    t.ok(start.status < 300, start.text)
    const [job] = await hubJobs(lab, hub.core, "alice")
    const id = job?.id ?? "none"
    await until(
      async () => (await lab.run(["squeue", "-h", "-j", id, "-t", "RUNNING", "-o", "%M"])).trim(),
      // Some seconds, so that a charge of nothing and one by the clock of somebody else would show.
      text => /^0:0[3-9]|^0:[1-5]\d/.test(text),
    )
    const shown = await lab.run(["scontrol", "show", "job", id])
    t.match(shown, /QOS=instant\b/, "the QOS of the role")
    t.match(shown, /Nice=40\b/, "its nice value")
    t.match(await used(), { state: /^(starting|queued|ready)$/, gpus: 2, settled: false })
    const before = await week()
    // On a Sunday evening a part of the hour is the next week's.
    const here = Math.min(1, (new Date(before.ends).getTime() - Date.now()) / 3_600_000)
    t.ok(Math.abs(before.used + before.reserved - 2 * here) < 0.02, `two GPUs for an hour: ${JSON.stringify(before)}`)

    await alice.api("DELETE", "/users/alice/server")
    await untilServer(alice, "alice", server => server === null || server.stopped)
    const told = await until(
      async () =>
        (await lab.run(["sacct", "-X", "-n", "-P", "-j", id, "-o", "ElapsedRaw,End,AllocTRES"])).trim().split("|"),
      ([, end]) => /^\d{4}-/.test(end ?? ""),
    )
    const elapsed = Number(told[0])
    const gpus = Number(/gres\/gpu=(\d+)/.exec(told[2] ?? "")?.[1])
    t.equal(gpus, 2)
    t.ok(elapsed >= 3, `${elapsed} s`)

    // The hub's own turn may have come first, or asked too early and ask again soon.
    const settled = await until(
      async () => {
        await settleRuns(hub.core)
        return await used()
      },
      run => run.settled,
    )
    const hours = (elapsed * gpus) / 3600
    t.ok(Math.abs(settled.gpu_hours - hours) < 1e-5, `${settled.gpu_hours} of ${hours} GPU-hours`)
    t.equal(new Date(settled.ended_at).getTime() - new Date(settled.started_at).getTime(), elapsed * 1000)
    const after = await week()
    t.match(after, { reserved: 0 }, "the unused time came back")
    t.ok(Math.abs(after.used - hours) < 1e-5, `${after.used} of ${hours} GPU-hours`)
    const charged = (await alice.api("GET", `/runs/${settled.run}`)).json()
    t.ok(Math.abs(charged.gpu_hours - hours) < 1e-3, "the run says the same")
  })
}
