/** Bookings on the real cluster, in a browser: booked on the page, used by form and REST, and what breaks inside one. */
import t from "tap"
import { listRunEvents } from "../../hub/db/run-events.ts"
import { noChromium, openBrowser } from "../support/chromium.ts"
import type { Client } from "../support/client.ts"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { untilServer } from "../support/server-states.ts"

const lab = noChromium ? undefined : await cluster(t, "bookings")
if (noChromium) t.pass("no browser here", { skip: noChromium })

if (lab) {
  const queues = { large: { partition: "large", max_walltime: "2:00:00", display_name: "Large", default: true } }
  const quotas = { user: { gpus: 4, jobs: 2, walltime: "2:00:00", queues: ["large"], reservations: true } }
  const settings = await clusterSite(lab, { queues, quotas, reservations: {}, time_zone: "UTC" })
  const hub = await startHub(t, { settings })
  const [alice, bob] = [hub.client(), hub.client()]
  await alice.login("alice")
  await bob.login("bob")
  const browser = await openBrowser(t, { viewport: { width: 1280, height: 900 } })
  const page = await browser.newPage()
  const runOf = async (client: Client) => (await client.api("GET", "/runs?state=live")).json()[0]
  const inSlurm = async (id: string) => (await lab.run(["squeue", "-h", "-j", id, "-o", "%T %v %N"])).trim()
  const small = { gpus: 1, walltime: "0:30:00", cpus: 1, memory: "512M" }
  const until = async <T>(ask: () => Promise<T>, holds: (value: T) => boolean, seconds = 90): Promise<T> => {
    for (let left = seconds * 4; ; left--) {
      const value = await ask()
      if (holds(value)) return value
      if (left === 0) throw new Error(`not so after ${seconds} seconds: ${JSON.stringify(value)}`)
      await hub.core.clock.sleep(250)
    }
  }
  const live = async () => (await alice.api("GET", "/reservations")).json()
  const ended = (client: Client, id: string) =>
    until(
      async () => (await client.api("GET", `/runs/${id}`)).json(),
      run => run.state === "stopped",
    )

  t.test("booked on the page, and Slurm has it", async t => {
    await page.goto(new URL("/hub/login?next=%2Fhub%2Fcalendar", hub.url).href)
    await page.fill("#username_input", "alice")
    await page.fill("#password_input", "x")
    await page.click("#login_submit")
    await page.waitForURL("**/hub/calendar")
    await page.click("#book")
    await page.selectOption("#booking-unit", "nodes")
    await page.fill("#booking-starts", stamp(0))
    await page.fill("#booking-ends", stamp(120))
    await page.click("#booking-save")
    await page.waitForSelector("#mine-list li")
    const [booked] = await until(live, ([first]) => first?.state === "active")
    t.match(await lab.run(["scontrol", "show", "reservation", booked.name]), /Users=alice/)
  })

  t.test("a server is started in it, by the form", async t => {
    await page.goto(new URL("/hub/spawn", hub.url).href)
    t.match(await page.textContent("#reservation option:checked"), /in large, until/)
    await page.fill("#gpus", "1")
    await page.click("#spawn_form button[type=submit]")
    await untilServer(alice, "alice", server => server?.ready === true, 180)
    const [[booked], run] = [await live(), await runOf(alice)]
    t.equal(await inSlurm(run.job_id), `RUNNING ${booked.name} ${booked.nodes[0]}`)
  })

  t.test("one made by hand is used over REST, and stands in the feed; a node that goes down in it", async t => {
    const [booked] = await live()
    const node = booked.nodes[0] === "n1" ? "n2" : "n1"
    await lab.run([
      ...["scontrol", "create", "reservation", "ReservationName=course", "Users=bob", `Nodes=${node}`],
      ...["StartTime=now", "Duration=60"],
    ])
    t.match((await alice.api("POST", "/users/alice/servers/x", { reservation: "course" })).json(), { status: 400 })
    const asked = await until(
      () => bob.api("POST", "/users/bob/server", { ...small, reservation: "course" }),
      answer => answer.status < 300,
    )
    t.ok(asked.status < 300)
    await untilServer(bob, "bob", server => server?.ready === true, 180)
    const run = await runOf(bob)
    t.equal(await inSlurm(run.job_id), `RUNNING course ${node}`)
    t.match((await bob.api("GET", "/reservations.ics")).text, /SUMMARY:course \(made in Slurm\): 1 node/)
    t.notMatch((await alice.api("GET", "/reservations.ics")).text, /course/)
    await lab.run(["scontrol", "update", `NodeName=${node}`, "State=DOWN", "Reason=test"])
    t.match(await ended(bob, run.id), { outcome: "ended", message: /The node of the job failed/ })
    t.match(await lab.run(["scontrol", "show", "reservation", "course"]), new RegExp(`Nodes=${node} `), "it keeps it")
    // It may be back by itself (ReturnToService), and Slurm refuses to bring back what is there.
    await lab.run(["scontrol", "update", `NodeName=${node}`, "State=RESUME"]).catch(() => "")
    await lab.run(["scontrol", "delete", "ReservationName=course"])
  })

  t.test("a job of a higher QOS takes its place; and put back into the queue it is not", async t => {
    const [[booked], run] = [await live(), await runOf(alice)]
    await t.rejects(lab.run(["scontrol", "requeue", run.job_id]), "the hub's jobs are not put back")
    await lab.run(["sacctmgr", "-i", "add", "qos", "urgent", "preempt=normal,instant,single"])
    await lab.run(["sacctmgr", "-i", "modify", "user", "alice", "set", "qos+=urgent"])
    const argv = ["sbatch", "--parsable", "-p", "large", "--qos=urgent", "--gres=gpu:2", "-t", "10", "-o", "/dev/null"]
    const taker = (await lab.as("alice", [...argv, `--reservation=${booked.name}`, "--wrap", "sleep 600"])).trim()
    t.match(await ended(alice, run.id), { outcome: "ended", message: /made way for one of higher priority/ })
    await until(
      () => inSlurm(taker),
      state => state.startsWith("RUNNING"),
    )
    t.match((await live())[0], { state: "active", name: booked.name }, "the booking holds")
    await lab.run(["scancel", taker])
  })

  t.test("cancelled on the page while a server runs in it: what Slurm keeps is said, and then it is gone", async t => {
    const [booked] = await live()
    await alice.api("POST", "/users/alice/server", { ...small, reservation: booked.id })
    await untilServer(alice, "alice", server => server?.ready === true, 180)
    await page.goto(new URL("/hub/calendar", hub.url).href)
    await page.click("#mine-list li button")
    await page.click("#booking-cancel")
    await page.waitForSelector("text=The booking ends.")
    t.match(await page.textContent("#calendar-status"), /Slurm keeps n[12] until .*: a job of alice still runs in it/)
    t.match(await page.textContent("#mine-list li"), /cancelled, not free yet/)
    const run = await runOf(alice)
    const told = (await listRunEvents(hub.core.db, run.id)).map(event => event.message)
    t.match(told.at(-1), /The booking was cancelled: your server may stay until/)
    t.match((await alice.ask("/hub/home")).text, /The booking was cancelled: your server may stay until/)
    await alice.api("DELETE", "/users/alice/server")
    await until(
      async () => (await alice.api("GET", `/reservations/${booked.id}`)).json(),
      ({ state }) => state === "cancelled",
    )
    t.match(await lab.run(["scontrol", "show", "reservation"]), /No reservations/)
  })
}

/** As a datetime-local field takes it, in UTC. */
function stamp(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16)
}
