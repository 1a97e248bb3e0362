/** What each kind of file system is asked, and that its answer is read: recorded answers, and for btrfs a real one. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import t from "tap"
import { disk } from "../../../hub/config/carme/disk.ts"
import { diskReaders } from "../../../hub/core/disk/disk-reader.ts"

const settings = (kind: string, more = {}) => disk.parse({ kind, ...more })
const gib = 1024 ** 3

t.test("BeeGFS, as its documentation prints it and a site's answered: BeeGFS itself cannot run here", async t => {
  const { argv, read } = diskReaders.beegfs
  t.same(argv("ada", settings("beegfs")), ["beegfs-ctl", "--getquota", "--csv", "--uid", "ada"])
  const one = "name,id,size,hard,files,hard\nada,20001,1073741824,10737418240,120,unlimited\n"
  t.same(read(one, "ada"), { usedBytes: gib, limitBytes: 10 * gib })
  t.equal(read(one, "eve"), null, "another person's line is not hers")
  // The figures of a real cluster, the name changed.
  const recorded = "name,id,size,hard,files,hard\nada,4500,2791507521536,unlimited,873812,unlimited\n"
  t.same(read(recorded, "ada"), { usedBytes: 2791507521536, limitBytes: null })
  const pools = `Quota information for storage pool Default (ID: 1):

name,id,size,hard,files,hard
ada,20001,1073741824,unlimited,120,unlimited

Quota information for storage pool fast (ID: 2):

name,id,size,hard,files,hard
ada,20001,5368709120,5368709120,9,0
`
  t.same(read(pools, "ada"), { usedBytes: 5 * gib, limitBytes: 5 * gib }, "the fullest pool counts")
  t.equal(read("Communication error\n", "ada"), null)
})

t.test("Linux quota and XFS, by recorded answers: this kernel has neither", async t => {
  const { argv, read } = diskReaders.linux
  t.same(argv("ada", settings("linux")).slice(-3), ["-p", "-u", "ada"])
  const quota = `Disk quotas for user ada (uid 20001):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
          /home  900000* 800000 1000000 1764300000     120       0       0       0
`
  t.same(read(quota, "ada"), { usedBytes: 900000 * 1024, limitBytes: 1000000 * 1024 })
  t.same(read("Disk quotas for user ada (uid 20001): none\n", "ada"), { usedBytes: 0, limitBytes: null })
  t.equal(read("quota: Cannot stat() mounted device\n", "ada"), null)
  const xfs = "/dev/sdb1               1048576          0    2097152     00 [--------] /home\n"
  t.same(diskReaders.xfs.read(xfs, "ada"), { usedBytes: gib, limitBytes: 2 * gib })
  t.same(diskReaders.xfs.argv("ada", settings("xfs", { path: "/home" })), [
    "xfs_quota",
    "-x",
    "-c",
    "quota -u -b -N -v ada",
    "/home",
  ])
})

t.test("a command of the site's", async t => {
  const { argv, read } = diskReaders.command
  const command = ["ssh", "files", "used", "--user={username}"]
  t.same(argv("ada", settings("command", { command })), ["ssh", "files", "used", "--user=ada"])
  t.same(read('{"used": 5, "limit": 10}', "ada"), { usedBytes: 5, limitBytes: 10 })
  t.same(read('{"used": 5}', "ada"), { usedBytes: 5, limitBytes: null })
  for (const bad of ["", "[]", '{"used": "5"}', '{"used": -1}', "5 of 10"]) t.equal(read(bad, "ada"), null, bad)
})

t.test("btrfs, in both its forms", async t => {
  const { argv, read } = diskReaders.btrfs
  t.same(argv("ada", settings("btrfs", { path: "/home/{username}" })).at(-1), "/home/ada")
  const newer = `Qgroupid    Referenced    Exclusive  Max referenced   Path
--------    ----------    ---------  --------------   ----
0/256         20955136     20955136        20971520   ada
`
  t.same(read(newer, "ada"), { usedBytes: 20955136, limitBytes: 20971520 })
  const older = `qgroupid         rfer         excl     max_rfer
--------         ----         ----     --------
0/257           16384        16384         none
`
  t.same(read(older, "ada"), { usedBytes: 16384, limitBytes: null })
})

const real = process.getuid?.() === 0 && existsSync("/usr/bin/btrfs")
t.test("a real btrfs", { skip: real ? false : "needs root and btrfs-progs" }, async t => {
  // Not t.testdir, which is cleared away before the mount in it is.
  const folder = mkdtempSync(join(tmpdir(), "carme-disk-"))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const run = (...argv: string[]) => execFileSync(argv[0] ?? "", argv.slice(1), { encoding: "utf8", stdio: "pipe" })
  const image = join(folder, "image")
  const home = join(folder, "home")
  mkdirSync(home)
  run("truncate", "-s", "200M", image)
  run("/usr/sbin/mkfs.btrfs", "-q", image)
  run("mount", "-o", "loop", image, home)
  t.teardown(() => run("umount", home))
  run("btrfs", "quota", "enable", home)
  run("btrfs", "subvolume", "create", join(home, "ada"))
  run("btrfs", "qgroup", "limit", "20M", join(home, "ada"))
  const { argv, read } = diskReaders.btrfs
  const ask = () => {
    const [program = "", ...args] = argv("ada", settings("btrfs", { path: join(home, "{username}") }))
    return read(run(program, ...args), "ada")
  }
  t.match(ask(), { limitBytes: 20 * 1024 ** 2 })
  t.throws(() => run("dd", "if=/dev/urandom", `of=${join(home, "ada", "x")}`, "bs=1M", "count=30"), /quota exceeded/i)
  run("sync")
  const full = ask()
  t.ok(full && full.usedBytes > 19 * 1024 ** 2, `${full?.usedBytes} bytes`)
})
