/** Queues on the real cluster: two nodes, what is free, when it would start, a place in the queue, and more time. */
import t from "tap"
import type { Client } from "../support/client.ts"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { untilServer } from "../support/server-states.ts"

const lab = await cluster(t, "queues")

if (lab) {
  const queues = {
    instant: { partition: "instant", instant: true, default: true, display_name: "Instant", gpu_types: ["a100"] },
    large: { partition: "large", max_walltime: "3:00:00", max_nodes: 2, display_name: "Large" },
  }
  const quotas = { user: { gpus: 4, jobs: 2, walltime: "3:00:00", queues: ["instant", "large"] } }
  const hub = await startHub(t, { settings: await clusterSite(lab, { queues, quotas }) })
  const [alice, bob] = [hub.client(), hub.client()]
  await alice.login("alice")
  await bob.login("bob")
  const wide = { queue: "large", gpus: 4, nodes: 2, walltime: "1:00:00", cpus: 1, memory: "256M" }
  const runOf = async (client: Client) => (await client.api("GET", "/runs?state=live")).json()[0]
  /** Asks until it holds: what Slurm does in its own time is awaited, not slept for. */
  const until = async <T>(ask: () => Promise<T>, holds: (value: T) => boolean, seconds = 60): Promise<T> => {
    for (let left = seconds * 4; ; left--) {
      const value = await ask()
      if (holds(value)) return value
      if (left === 0) throw new Error(`not so after ${seconds} seconds: ${JSON.stringify(value)}`)
      await hub.core.clock.sleep(250)
    }
  }

  t.test("what is free, and what a start would cost: Slurm is asked, nothing is submitted", async t => {
    const answer = (await alice.api("GET", "/queues")).json()
    t.match(answer, [
      { name: "instant", now: { open: true, gpus: [{ type: "a100", total: 4, free: 4 }] }, mine: { gpus: 1 } },
      { name: "large", now: { nodes: { total: 2, usable: 2 } }, mine: { gpus: 4, nodes: 2 } },
    ])
    const estimate = (await alice.api("POST", "/queues/estimate", { user_options: wide })).json()
    t.match(estimate, { admitted: true, gpu_hours: 4, better: [] })
    t.ok(Math.abs(new Date(estimate.start).getTime() - Date.now()) < 60_000, "it would start at once")
    const refused = { ...wide, gpus: 2, nodes: 1, cpus: 100 }
    t.match((await alice.api("POST", "/queues/estimate", { user_options: refused })).json(), {
      admitted: false,
      refusal: null,
      scheduler_says: /more processors|not available/i,
    })
    t.equal(await lab.run(["squeue", "--noheader"]), "")
  })

  t.test("JupyterLab on two nodes, with the GPUs of both", async t => {
    t.equal((await alice.api("POST", "/users/alice/server", wide)).status < 300, true)
    await untilServer(alice, "alice", server => server?.ready === true, 150)
    const run = await runOf(alice)
    t.match(run, { nodes: 2, gpus: 4, node: "n1" })
    const job = await lab.run(["scontrol", "show", "job", run.job_id])
    t.match(job, /NumNodes=2/)
    t.match(job, /AllocTRES=\S*gres\/gpu=4/)
    const server = await lab.run(["sh", "-c", "ps -C jupyterhub-singleuser -o args= | head -1 || true"])
    t.notMatch(server, "canary", "the controller runs none of it")
    t.match((await alice.api("GET", `/runs/${run.id}/log`)).json(), { log: /./ })
  })

  t.test("who comes next has a place, a reason and an expected start, and needs no open page", async t => {
    const asked = { queue: "large", gpus: 2, walltime: "1:00:00", cpus: 1, memory: "256M" }
    const estimate = (await bob.api("POST", "/queues/estimate", { user_options: asked })).json()
    t.match(estimate, { admitted: true, gpu_hours: 2 })
    t.ok(new Date(estimate.start).getTime() - Date.now() > 40 * 60_000, "when alice's hour is over")
    t.equal((await bob.api("POST", "/users/bob/server", asked)).status < 300, true)
    const waits = await until(
      async () => (await bob.api("GET", `/runs/${(await runOf(bob))?.id}`)).json(),
      run => run.place !== undefined && run.place !== null && run.estimate !== null,
    )
    t.match(waits, { state: "queued", place: { place: 1, of: 1 }, text: /\.$/, gpu_hours: 2 })
    t.match((await bob.ask("/hub/spawn-pending/bob")).text, /id="place">1 of 1</)
    const again = (await bob.api("POST", "/queues/estimate", { run: waits.id })).json()
    t.match(again, { admitted: true, gpus: 2 }, "what it holds itself is no limit for a change")
    const shorter = { user_options: { ...asked, walltime: "0:50:00" } }
    const changed = await bob.api("POST", `/runs/${waits.id}/change`, shorter)
    t.match(changed, { status: 202 })
    const next = await until(
      async () => (await bob.api("GET", `/runs/${changed.json().id}`)).json(),
      run => run.state === "queued" && run.job_id !== null,
    )
    t.match(next, { walltime_minutes: 50 })
    t.match((await bob.api("GET", `/runs/${waits.id}`)).json(), { state: "stopped", outcome: "stopped" })
    const jobs = await lab.run(["squeue", "--noheader", "--format=%i %j", `--jobs=${waits.job_id},${next.job_id}`])
    t.equal(jobs.trim(), `${next.job_id} ${next.id}`, "Slurm has the new job, and no longer the old one")
  })

  t.test("more time: Slurm has it, past the limits it is refused, and a change in Slurm is followed", async t => {
    const { id, job_id } = await runOf(alice)
    const limit = async () => /TimeLimit=(\S+)/.exec(await lab.run(["scontrol", "show", "job", job_id]))?.[1]
    t.match((await alice.api("POST", `/runs/${id}/extend`, { minutes: 60 })).json(), { walltime_minutes: 120 })
    t.equal(await limit(), "02:00:00")
    t.match((await alice.api("POST", `/runs/${id}/extend`, { minutes: 90 })).json(), {
      code: "quota-walltime",
      allowed: 60,
    })
    t.equal(await limit(), "02:00:00")
    await lab.run(["scontrol", "update", `JobId=${job_id}`, "TimeLimit=150"])
    await until(
      async () => (await runOf(alice)).walltime_minutes,
      minutes => minutes === 150,
    )
    const [charged] = await hub.core.db.q("carme_allocations").where({ run_id: id })
    t.equal(charged?.walltime_minutes, 150)
    await lab.run([
      ...["scontrol", "create", "reservation", "ReservationName=course", "Users=carol", "Nodes=n1"],
      ...["StartTime=now+155minutes", "Duration=60", "Flags=IGNORE_JOBS"],
    ])
    t.match((await alice.api("POST", `/runs/${id}/extend`, { minutes: 20 })).json(), { code: "reservation-conflict" })
    await lab.run(["scontrol", "delete", "ReservationName=course"])
  })

  t.test("when there is room, the session that nobody watched is ready", async t => {
    await alice.api("DELETE", "/users/alice/server")
    await untilServer(alice, "alice", server => server === null || server.stopped)
    const ready = await untilServer(bob, "bob", server => server?.ready === true, 150)
    t.equal(ready?.url, "/user/bob/")
    await bob.api("DELETE", "/users/bob/server")
    await untilServer(bob, "bob", server => server === null || server.stopped)
  })
}
