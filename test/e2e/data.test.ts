/** Data in a session on the real cluster: what the site mounts, by person and group, and the job's own folder, gone after a kill. */
import t from "tap"
import { listRunEvents } from "../../hub/db/run-events.ts"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { runCell } from "../support/notebook.ts"
import { followStart, untilServer } from "../support/server-states.ts"

const cell = `
import os
def look(path):
    try: return sorted(os.listdir(path))
    except OSError as error: return type(error).__name__
def write(path):
    try: open(path, "w").close()
    except OSError as error: return os.strerror(error.errno)
    return "written"
print("reference", look("/reference"), write("/reference/x"))
print("project", look("/projects/physics"), write("/projects/physics/x"))
print("other", look("/projects/biology"))
print("mine", look("/mine"))
scratch = os.environ["CARME_SCRATCH"]
print("scratch", look(scratch), look(os.path.expanduser("~/scratch")), write(scratch + "/x"))
print(open(scratch + "/README.txt").read())
`

const lab = await cluster(t)

if (lab) {
  await lab.run([
    "sh",
    "-c",
    "rm -rf /srv/data /home/alice/results /home/alice/set; mkdir -p /srv/data/reference /srv/data/people/alice /srv/data/groups/physics /srv/data/groups/biology",
  ])
  await lab.run(["sh", "-c", "touch /srv/data/reference/atlas /srv/data/people/alice/mine; chmod -R a+rwX /srv/data"])
  const site = await clusterSite(lab, {
    mounts: [
      { source: "/srv/data/reference", target: "/reference", readonly: true, description: "Reference data" },
      { source: "/srv/data/people/{username}", target: "/mine" },
      { source: "/srv/data/groups/{group}", target: "/projects/{group}" },
      { source: "/srv/data/gone", target: "/gone" },
      { source: "/srv/data/needed", required: true, users: ["bob"] },
      { source: "/srv/data/secret", roles: ["admin"] },
    ],
    mount_roots: ["/srv/data/free"],
    // Beside the folder that the cluster's prolog makes: this one is the script's own.
    scratch: { local: { path: "/scratch/own-{job_id}", size: "1.8 TB", home_folder: "scratch" } },
  })
  const hub = await startHub(t, {
    settings: { ...site, JupyterHub: { ...site.JupyterHub, load_groups: { physics: { users: ["alice"] } } } },
  })
  const carol = hub.client()
  await carol.login("carol")
  const token = async (user: string) =>
    (await carol.api("POST", `/users/${user}/tokens`, { scopes: ["access:servers!user"] })).json().token as string
  const onNodes = async (argv: readonly string[]) => `${await lab.node(1, argv)}${await lab.node(2, argv)}`

  t.test("what the site mounts for everybody, a person and a group is there, and what is missing is told", async t => {
    const alice = hub.client()
    await alice.login("alice")
    const form = (await alice.open("/hub/spawn")).text
    for (const text of ["Reference data, read-only", "~/scratch", "1.8 TB, deleted at its end"]) t.match(form, text)
    t.notMatch(form, "secret", "what is for another role is not told")
    await alice.api("POST", "/users/alice/servers/", {})
    t.match(await followStart(alice, "alice"), { ready: true })
    const printed = await runCell(`${hub.url}user/alice/`, await token("alice"), cell)
    t.match(printed, "reference ['atlas'] Read-only file system")
    t.match(printed, "project [] written")
    t.match(printed, "other FileNotFoundError", "a group that alice is not in")
    t.match(printed, "mine ['mine']")
    t.match(printed, "scratch ['README.txt'] ['README.txt'] written")
    t.match(printed, "deleted when the job ends")
    const log = await lab.as("alice", ["sh", "-c", "cat /home/alice/.carme-hub/*.log"])
    t.match(log, /\/srv\/data\/gone is not there on this node, n[12], so that \/gone is missing/)
    t.notMatch(
      await lab.run(["sh", "-c", "scontrol show job; cat /proc/*/cmdline | tr '\\0' ' '"]),
      "JUPYTERHUB_API_TOKEN=",
    )
    await alice.api("DELETE", "/users/alice/servers/")
    await untilServer(carol, "alice", server => server === null || server.stopped)
    t.notMatch(await onNodes(["ls", "/scratch"]), "own-", "the job's folder is gone")
  })

  t.test(
    "files are copied in before the start and out after a stop, and further folders stay below their root",
    async t => {
      const files = "mkdir -p ~/set/deep && echo one >~/set/deep/x"
      await lab.as("alice", ["sh", "-c", files])
      await lab.run([
        "sh",
        "-c",
        "mkdir -p /srv/data/free/mine /srv/data/free2; ln -sfn /srv/data/groups /srv/data/free/out; chmod -R a+rwX /srv/data/free",
      ])
      const alice = hub.client()
      await alice.login("alice")
      const twin = await alice.api("POST", "/users/alice/servers/", { mounts: ["/srv/data/free2"] })
      t.match(twin.json(), { status: 403, code: "mount-not-allowed" })
      const form = { queue: "instant", container: "jupyter" }
      const lists = {
        mounts: "/srv/data/free/mine\n/srv/data/free/out",
        stage_in: "~/set -> in/set",
        stage_out: "results -> ~/results",
      }
      t.equal((await alice.submit("/hub/spawn", { ...form, ...lists })).status, 302)
      t.match(await followStart(alice, "alice"), { ready: true })
      const copyCell = `
import os
scratch = os.environ["CARME_SCRATCH"]
print("staged", open(scratch + "/in/set/deep/x").read().strip())
os.makedirs(scratch + "/results")
open(scratch + "/results/r", "w").write("done")
print("mine", os.path.isdir("/srv/data/free/mine"), "out", os.path.exists("/srv/data/free/out"))
`
      const printed = await runCell(`${hub.url}user/alice/`, await token("alice"), copyCell)
      t.match(printed, "staged one")
      t.match(printed, "mine True out False")
      await alice.api("DELETE", "/users/alice/servers/")
      await untilServer(carol, "alice", server => server === null || server.stopped)
      t.equal(await lab.as("alice", ["cat", "/home/alice/results/r"]), "done")
      const [run] = (await carol.api("GET", "/runs?user=alice&limit=1")).json()
      const events = await listRunEvents(hub.core.db, run.id)
      const stories = events.filter(event => event.event === "told").map(event => event.message)
      t.match(
        stories.join("\n"),
        /Copied \/home\/alice\/set to \/scratch\/own-\d+\/in\/set\.[\s\S]*Copied .*results to/,
      )
      t.match(stories.join("\n"), "/srv/data/free/out leads out of /srv/data/free")
      const again = (await alice.open("/hub/spawn")).text
      t.match(again, "~/set -&gt; in/set", "the next start begins with the same")
      t.notMatch(await onNodes(["ls", "/scratch"]), "own-")
    },
  )

  t.test("without what is required a session does not start, and says why", async t => {
    const bob = hub.client()
    await bob.login("bob")
    await bob.api("POST", "/users/bob/servers/", {})
    const end = await followStart(bob, "bob")
    t.match(end, { failed: true, message: /\/srv\/data\/needed is not there on this node/ })
    t.notMatch(await onNodes(["ls", "/scratch"]), "own-")
  })
}
