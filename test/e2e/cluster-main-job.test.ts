/** The main job on the real cluster: log in, choose, get JupyterLab on a GPU node, run a cell, be refused what the quota forbids, stop. */
import t from "tap"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { hubJobs } from "../support/hub-jobs.ts"
import { runCell } from "../support/notebook.ts"
import { followStart, serverOf, untilServer } from "../support/server-states.ts"

const cell = `
import getpass, os, socket
print("node", socket.gethostname())
print("gpu", os.environ.get("CUDA_VISIBLE_DEVICES"))
print("container", os.environ.get("APPTAINER_CONTAINER"))
print("user", getpass.getuser())
scratch = os.environ["CARME_SCRATCH"]
open(os.path.join(scratch, "x"), "w").write("x")
print("scratch", scratch, "home", os.getcwd())
`

const lab = await cluster(t)

if (lab) {
  const hub = await startHub(t, { settings: await clusterSite(lab) })
  const carol = hub.client()
  await carol.login("carol")
  const admin = async (user: string, scopes: readonly string[]) =>
    (await carol.api("POST", `/users/${user}/tokens`, { scopes })).json().token as string
  const running = (user: string) => hubJobs(lab, hub.core, user)

  t.test("a person gets JupyterLab on a GPU node through the pages, and stops it", { skip: noChromium }, async t => {
    const browser = await openBrowser(t)
    const page = await browser.newPage()
    await page.goto(hub.url)
    await page.locator("[name=username]").fill("alice")
    await page.locator("[name=password]").fill("anything")
    await page.getByRole("button", { name: /sign in/i }).click()
    await page.waitForURL(/\/hub\/(spawn|home)/)
    if (page.url().includes("/hub/home")) await page.getByRole("link", { name: /start my server/i }).click()
    await page.locator("[name=gpus]").fill("1")
    t.notMatch(await page.content(), "Large", "what the person may not use is not offered")
    await page.getByRole("button", { name: /start/i }).click()
    await page.waitForURL(/\/hub\/spawn-pending\//)
    await page.waitForURL(/\/user\/alice\/lab/, { timeout: 180_000 })
    await page.locator("#jp-main-dock-panel").waitFor({ timeout: 120_000 })

    const token = await admin("alice", ["access:servers!user"])
    const [job] = await running("alice")
    const scratch = `/scratch/${job?.id}`
    const printed = await runCell(`${hub.url}user/alice/`, token, cell)
    t.match(printed, /node n[12]\n/)
    t.match(printed, /gpu [01]\n/)
    t.match(printed, `container ${lab.image}`)
    t.match(printed, "user alice")
    t.match(printed, `scratch ${scratch} home /home/alice`)
    const node = printed.includes("node n1") ? 1 : 2
    t.match(await lab.node(node, ["ls", scratch]), /^x$/m)

    await page.goto(`${hub.url}hub/home`)
    await page.getByRole("button", { name: /stop/i }).first().click()
    await untilServer(carol, "alice", server => server === null || server.stopped)
    t.same(await running("alice"), [], "the job has ended")
    await t.rejects(lab.node(node, ["ls", scratch]), /No such file/, "the scratch folder is gone")
  })

  t.test("the second GPU is refused with the figures, on the page as over the API", async t => {
    const bob = hub.client()
    await bob.login("bob")
    t.equal((await carol.api("POST", "/users/bob/servers/", { gpus: 2 })).status, 403)
    const answer = await bob.api("POST", "/users/bob/servers/", { gpus: 2 })
    t.match(answer.json(), { status: 403, code: "quota-gpus-per-job", limit: 1, asked: 2 })
    const page = await bob.submit("/hub/spawn", { gpus: "2", queue: "instant", container: "jupyter" })
    t.equal(page.status, 403)
    t.match(page.text, answer.json().message)
    t.match((await bob.api("POST", "/users/bob/servers/", { queue: "large" })).json(), { status: 403 })
    t.same(await running("bob"), [])
  })

  t.test("of ten starts at once against a quota of one job, one is admitted", async t => {
    const tight = await startHub(t, {
      settings: await clusterSite(lab, { quotas: { user: { jobs: 1, gpus: 1 } } }).then(site => ({
        ...site,
        JupyterHub: { ...site.JupyterHub, allow_named_servers: true },
      })),
    })
    const bob = tight.client()
    await bob.login("bob")
    const names = Array.from({ length: 10 }, (_, i) => `lab-${i}`)
    const answers = await Promise.all(names.map(name => bob.api("POST", `/users/bob/servers/${name}`, {})))
    const admitted = answers.filter(answer => answer.status < 300)
    t.equal(admitted.length, 1, answers.map(answer => answer.text).join(" "))
    t.ok(answers.every(answer => answer.status < 300 || answer.json().code === "quota-jobs"))
    t.ok((await hubJobs(lab, tight.core, "bob")).length <= 1)
    const name = names[answers.findIndex(answer => answer.status < 300)]
    await bob.api("DELETE", `/users/bob/servers/${name}`)
    const carolToo = tight.client()
    await carolToo.login("carol")
    await untilServer(carolToo, "bob", server => server === null)
  })

  t.test("poisoned options are refused with nothing submitted", async t => {
    const bob = hub.client()
    await bob.login("bob")
    const poison = [
      "--wrap=id",
      "1\n#SBATCH --gres=gpu:4",
      "#SBATCH -N4",
      "x".repeat(10_000),
      "$(id)",
      "../..",
      { a: 1 },
      ["1", "2"],
      true,
    ]
    for (const field of ["container", "queue", "gpus", "gpu_type", "cpus", "memory", "walltime"]) {
      for (const value of poison) {
        const { status } = await bob.api("POST", "/users/bob/servers/", { [field]: value })
        t.ok(status === 400 || status === 403, `${field} = ${JSON.stringify(value).slice(0, 30)} is ${status}`)
      }
    }
    t.equal((await bob.api("POST", "/users/bob/servers/", { node: 4 })).status, 400)
    t.equal((await bob.api("POST", "/users/bob/servers/", { nodes: 4 })).status, 403, "more than the queue gives")
    t.equal((await bob.api("POST", "/users/bob/servers/", "{")).status, 400)
    t.same(await running("bob"), [])
  })

  t.test("a job that is cancelled from outside is noticed within a tick", async t => {
    const bob = hub.client()
    await bob.login("bob")
    const start = await bob.api("POST", "/users/bob/servers/", {})
    t.ok(start.status < 300, start.text)
    t.match(await followStart(bob, "bob"), { progress: 100, ready: true })
    const [job] = await running("bob")
    await lab.run(["scancel", job?.id ?? "none"])
    await untilServer(carol, "bob", server => server === null || server.stopped, 30)
    t.equal((await bob.open("/user/bob/api/status")).status, 424, "the proxy has no route to it any more")
  })

  t.test("a name without an account on the cluster is told so", async t => {
    const ghost = hub.client()
    await ghost.login("ghost")
    const answer = await ghost.api("POST", "/users/ghost/servers/", {})
    t.equal(answer.status, 403)
    t.match(answer.json().message, /ghost/)
    t.equal(await serverOf(carol, "ghost"), null)
  })
}
