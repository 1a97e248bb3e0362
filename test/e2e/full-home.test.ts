/** A home folder on a real btrfs with an enforced quota, filled to the last byte: the start is refused, the rescue session runs. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import t from "tap"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { runCell } from "../support/notebook.ts"
import { followStart, untilServer } from "../support/server-states.ts"

const lab = existsSync("/usr/bin/btrfs") ? await cluster(t) : undefined
if (!lab) t.pass("no btrfs here", { skip: "needs root, the cluster and btrfs-progs" })

if (lab) {
  const run = (...argv: readonly string[]) =>
    execFileSync(argv[0] ?? "", argv.slice(1), { encoding: "utf8", stdio: "pipe" }).trim()
  const machines = [
    (argv: readonly string[]) => lab.run(argv),
    (argv: readonly string[]) => lab.node(1, argv),
    (argv: readonly string[]) => lab.node(2, argv),
  ]
  const folder = mkdtempSync(join(tmpdir(), "carme-quota-"))
  const image = join(folder, "image")
  const here = join(folder, "homes")
  run("mkdir", here)
  run("truncate", "-s", "300M", image)
  run("/usr/sbin/mkfs.btrfs", "-q", image)
  const device = run("losetup", "--find", "--show", image)
  const name = "dave"
  t.teardown(async () => {
    for (const on of machines) await on(["umount", "/quota"]).catch(() => {})
    run("umount", here)
    run("losetup", "--detach", device)
    rmSync(folder, { recursive: true, force: true })
    await lab.run(["sacctmgr", "-i", "delete", "user", name]).catch(() => {})
    await lab.run(["userdel", name]).catch(() => {})
  })
  run("mount", device, here)
  run("btrfs", "quota", "enable", here)
  run("btrfs", "subvolume", "create", join(here, name))
  run("btrfs", "qgroup", "limit", "20M", join(here, name))
  // The file system is everybody's, its mount each machine's own.
  await lab.run(["mkdir", "-p", "/quota", "/srv/rescue"])
  await lab.run(["chmod", "1777", "/srv/rescue"])
  for (const on of machines) await on(["mount", device, "/quota"])
  await lab.run(["useradd", "-M", "-d", `/quota/${name}`, "-u", "20044", "-s", "/bin/bash", name])
  await lab.run(["chown", `${name}:`, `/quota/${name}`])
  await lab.run(["sacctmgr", "-i", "add", "user", name, "account=lab"])

  const site = await clusterSite(lab, {
    disk: { kind: "btrfs", path: join(here, "{username}"), prefix: [] },
    quotas: { user: { jobs: 1 } },
  })
  const hub = await startHub(t, {
    settings: { ...site, SlurmSpawner: { ...site.SlurmSpawner, rescue_dir: "/srv/rescue/{username}" } },
  })
  const carol = hub.client()
  await carol.login("carol")
  const dave = hub.client()
  await dave.login(name)

  t.test("the file system itself lets nothing more in, and the hub says so before it submits anything", async t => {
    const fill = ["dd", "if=/dev/urandom", `of=/quota/${name}/data`, "bs=1M", "count=40"]
    await t.rejects(lab.as(name, fill), /quota exceeded/i)
    run("sync", "-f", here)
    const refused = await dave.api("POST", `/users/${name}/server`, {})
    t.equal(refused.status, 403)
    t.match(refused.json(), { code: "quota-disk", limit: 20 * 1024 ** 2, message: /full .* rescue session/ })
    t.equal((await lab.run(["squeue", "-h", "-u", name])).trim(), "", "nothing was submitted")
    t.match((await dave.open("/hub/spawn")).text, /name="rescue"/)
  })

  t.test("a rescue session starts, and makes the room that the next start needs", async t => {
    const start = await dave.api("POST", `/users/${name}/server`, { rescue: true })
    t.ok(start.status < 300, start.text)
    t.match(await followStart(dave, name), { progress: 100, ready: true })
    const scopes = ["access:servers!user"]
    const { token } = (await carol.api("POST", `/users/${name}/tokens`, { scopes })).json()
    const cell = `import os\nos.remove("/quota/${name}/data")\nprint("rescue", os.environ["CARME_RESCUE"], os.getcwd())`
    t.match(await runCell(`${hub.url}user/${name}/`, token, cell), `rescue 1 /quota/${name}`)
    await dave.api("DELETE", `/users/${name}/server`)
    await untilServer(carol, name, server => server === null || server.stopped)
    run("sync", "-f", here)
    t.match((await dave.open("/hub/spawn")).text, /home folder: \S+ \S+ of 20 MiB in use/)
    const again = await dave.api("POST", `/users/${name}/server`, {})
    t.ok(again.status < 300, again.text)
    await dave.api("DELETE", `/users/${name}/server`)
    await untilServer(carol, name, server => server === null || server.stopped)
  })
}
