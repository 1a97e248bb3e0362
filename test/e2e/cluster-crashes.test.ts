/** What breaks on a cluster, on a cluster of its own: the hub is killed while jobs wait and run, and slurmctld goes away. */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import t from "tap"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { followStart, serverOf, untilServer } from "../support/server-states.ts"
import { spawnHub } from "../support/spawned-hub.ts"

const lab = await cluster(t, "crashes")

/** Perl: waits for a port, and says on it who it is. */
const listener = `use IO::Socket::INET; my $port = shift; my $s;
until ($s = IO::Socket::INET->new(LocalPort => $port, Listen => 9, ReuseAddr => 1)) { select(undef, undef, undef, 0.1) }
while (my $c = $s->accept) { my $asked = <$c>; print $c "HTTP/1.0 200 OK\\r\\nContent-Length: 8\\r\\n\\r\\nI am bob"; close $c }`

if (lab) {
  /** Runs that ended while nobody could say what they used. */
  const unsettled: string[] = []
  const site = await clusterSite(lab, { quotas: { user: { jobs: 2 } }, verify_interval: 4 })
  const req_epilogue = "while [ -e /srv/script-goes-on ]; do sleep 0.2; done"
  const hub = await spawnHub(t, { settings: { ...site, SlurmSpawner: { ...site.SlurmSpawner, req_epilogue } } })
  const jobs = async (user: string) =>
    (await lab.run(["squeue", "-h", "-u", user, "-o", "%i %T %j"])).trim().split("\n").filter(Boolean)
  const person = async (name: string) => {
    const client = hub.client()
    await client.login(name)
    return client
  }

  t.test("kill -9 of the hub while a server runs: it is there again, with its route", async t => {
    const alice = await person("alice")
    t.ok((await alice.api("POST", "/users/alice/servers/", {})).status < 300)
    t.match(await followStart(alice, "alice"), { ready: true })
    const before = await jobs("alice")
    await hub.kill9()
    await hub.restart()
    await untilServer(alice, "alice", server => server?.ready === true)
    t.same(await jobs("alice"), before, "the same job")
    t.equal((await alice.ask("/user/alice/api")).status, 200, "and it answers through the proxy")
    // The accounting is away as the job ends: the next test kills the hub before anything is settled.
    await lab.halt("slurmdbd")
    await alice.api("DELETE", "/users/alice/servers/")
    await untilServer(alice, "alice", server => server === null || server.stopped)
    t.same(await jobs("alice"), [])
    const [used] = (await alice.api("GET", "/users/alice/usage?by=run")).json()
    t.match(used, { state: "stopped", settled: false })
    unsettled.push(used.run)
  })

  t.test("kill -9 of the hub while a job waits: one job, which becomes the server", async t => {
    const bob = await person("bob")
    await lab.run(["scontrol", "update", "partition=instant", "state=down"])
    t.equal((await bob.api("POST", "/users/bob/servers/", {})).status, 202)
    t.match(await untilJobs("bob"), [/PENDING/])
    await hub.kill9()
    await lab.restart("slurmdbd")
    await hub.restart()
    t.match(await serverOf(bob, "bob"), { pending: "spawn", ready: false })
    await lab.run(["scontrol", "update", "partition=instant", "state=up"])
    t.match(await followStart(bob, "bob"), { ready: true })
    t.equal((await jobs("bob")).length, 1)
    await bob.api("DELETE", "/users/bob/servers/")
    await untilServer(bob, "bob", server => server === null || server.stopped)
  })

  t.test("a server ends and the epilog hangs: whoever takes its port on the node speaks to nobody", async t => {
    const epilog = `${lab.root}/etc/slurm/epilog`
    const asItWas = readFileSync(epilog, "utf8")
    writeFileSync(`${lab.root}/srv/epilog-hangs`, "")
    writeFileSync(epilog, "#!/bin/sh\nwhile [ -e /srv/epilog-hangs ]; do sleep 0.2; done\n")
    t.teardown(() => {
      writeFileSync(epilog, asItWas)
      rmSync(`${lab.root}/srv/epilog-hangs`, { force: true })
    })
    const [alice, carol] = [await person("alice"), await person("carol")]
    t.ok((await alice.api("POST", "/users/alice/servers/", {})).status < 300)
    t.match(await followStart(alice, "alice"), { ready: true })
    const target = new URL((await carol.api("GET", "/proxy")).json()["/user/alice/"].target)
    const node = (await lab.run(["squeue", "-h", "-u", "alice", "-o", "%B"])).trim() === "n1" ? 1 : 2
    await lab.run(["scancel", "--full", "--user=alice"])
    // Ends with the test; what it says then is of no interest.
    const words = ["timeout", "300", "sudo", "-u", "bob", "perl", "-e", listener, target.port]
    const impostor = lab.node(node, words).catch(() => {})
    await untilServer(alice, "alice", server => server?.pending === "stop")
    t.match(await jobs("alice"), [/COMPLETING/], "its place is taken still")
    // Somebody else has the port now, and answers whoever comes there.
    for (let left = 300; left > 0; left--) {
      const said = await fetch(target).then(
        answer => answer.text(),
        () => "",
      )
      if (said === "I am bob") break
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    t.equal(await (await fetch(target)).text(), "I am bob")
    t.notMatch((await alice.ask("/user/alice/api")).text, "I am bob")
    t.notOk("/user/alice/" in (await carol.api("GET", "/proxy")).json())
    rmSync(`${lab.root}/srv/epilog-hangs`)
    await untilServer(alice, "alice", server => server === null || server.stopped)
    await lab.node(node, ["pkill", "-u", "bob", "perl"])
    await impostor
  })

  t.test(
    "a server ends and its job's script goes on: whoever takes its port speaks to nobody, and the script is left alone",
    async t => {
      const goesOn = `${lab.root}/srv/script-goes-on`
      writeFileSync(goesOn, "")
      t.teardown(() => rmSync(goesOn, { force: true }))
      const [alice, carol] = [await person("alice"), await person("carol")]
      t.ok((await alice.api("POST", "/users/alice/servers/", {})).status < 300)
      t.match(await followStart(alice, "alice"), { ready: true })
      const routes = async () => (await carol.api("GET", "/proxy")).json()
      const { port } = new URL((await routes())["/user/alice/"].target)
      const node = (await lab.run(["squeue", "-h", "-u", "alice", "-o", "%B"])).trim() === "n1" ? 1 : 2
      const signal = (name: string) =>
        lab.node(node, ["pkill", `-${name}`, "-u", "alice", "-f", "jupyterhub-singleuser"])

      await signal("STOP")
      // Three looks and more.
      for (let left = 80; left > 0; left--) {
        t.match(await serverOf(alice, "alice"), { ready: true, pending: null }, "a paused server is not gone")
        await new Promise(resolve => setTimeout(resolve, 250))
      }
      t.ok("/user/alice/" in (await routes()))
      await signal("CONT")
      t.equal((await alice.ask("/user/alice/api")).status, 200)

      await signal("KILL")
      const impostor = lab
        .node(node, ["timeout", "300", "sudo", "-u", "bob", "perl", "-e", listener, port])
        .catch(() => {})
      await untilServer(alice, "alice", server => server?.pending === "stop", 60)
      t.notOk("/user/alice/" in (await routes()))
      t.notMatch((await alice.ask("/user/alice/api")).text, "I am bob")
      t.match(await jobs("alice"), [/RUNNING/], "its script goes on")
      rmSync(goesOn)
      await untilServer(alice, "alice", server => server === null || server.stopped)
      const [run] = (await carol.api("GET", "/runs?user=alice&limit=1")).json()
      t.match(run, { outcome: "ended", message: /^The server ended: .* on its port.*its job went on/i })
      await lab.node(node, ["pkill", "-u", "bob", "perl"]).catch(() => {})
      await impostor
    },
  )

  t.test("slurmctld is gone for a while: nothing is lost, and what waits goes on", async t => {
    const alice = await person("alice")
    t.ok((await alice.api("POST", "/users/alice/servers/", {})).status < 300)
    t.match(await followStart(alice, "alice"), { ready: true })
    await lab.halt("slurmctld")
    const bob = await person("bob")
    const asked = bob.api("POST", "/users/bob/servers/", {})
    await hub.logged(/Slurm does not answer/)
    t.match(await serverOf(alice, "alice"), { ready: true }, "unknown is not gone")
    t.equal((await alice.ask("/user/alice/api")).status, 200)
    await asked
    await lab.restart("slurmctld")
    t.match(await serverOf(alice, "alice"), { ready: true })
    await alice.api("DELETE", "/users/alice/servers/")
    await untilServer(alice, "alice", server => server === null || server.stopped)
    await untilServer(bob, "bob", server => server === null || server.stopped || server.ready)
    await bob.api("DELETE", "/users/bob/servers/")
    await untilServer(bob, "bob", server => server === null || server.stopped)
    t.same(await jobs("alice"), [])
    t.same(await jobs("bob"), [])
  })

  t.test("what ended before the hub was killed is settled all the same, by what the accounting says", async t => {
    const alice = await person("alice")
    const of = async () =>
      (await alice.api("GET", "/users/alice/usage?by=run"))
        .json()
        .find((one: { run: string }) => one.run === unsettled[0])
    let used = await of()
    for (let left = 360; left > 0 && !used.settled; left--) {
      await new Promise(resolve => setTimeout(resolve, 250))
      used = await of()
    }
    t.ok(used.settled)
    const { job_id } = (await alice.api("GET", `/runs/${used.run}`)).json()
    const elapsed = Number(await lab.run(["sacct", "-X", "-n", "-P", "-j", job_id, "-o", "ElapsedRaw"]))
    t.equal(new Date(used.ended_at).getTime() - new Date(used.started_at).getTime(), elapsed * 1000)
  })

  async function untilJobs(user: string): Promise<string[]> {
    for (let left = 240; left > 0; left--) {
      const found = await jobs(user)
      if (found.length > 0) return found
      await new Promise(resolve => setTimeout(resolve, 250))
    }
    throw new Error(`${user} has no job`)
  }
}
