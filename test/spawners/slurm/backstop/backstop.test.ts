/** The limits of roles in a real Slurm: made, compared, refused by slurmctld itself, and taken away again. */
import t from "tap"
import { syncLimits } from "../../../../hub/core/quotas/sync-limits.ts"
import { noLimits } from "../../../../hub/core/servers/quota.ts"
import { saveException, saveQuota } from "../../../../hub/db/quotas.ts"
import type { LimitSet } from "../../../../hub/plugin/backstop.ts"
import { backstop } from "../../../../spawners/slurm/backstop/backstop.ts"
import { createSlurmSpawner } from "../../../../spawners/slurm/spawner.ts"
import { bareCore } from "../../../support/bare-core.ts"
import { cluster } from "../../../support/cluster.ts"
import { clusterSettings, scriptedExec, slurmContext } from "../../../support/slurm.ts"

const account = "backstop"
const user = { ...noLimits, gpus: 1, gpusPerJob: 1, walltimeMinutes: 60 }
const staff: LimitSet = { name: "staff", limits: { ...noLimits, gpus: 4 }, people: ["bob"] }

t.test("on the cluster", async t => {
  const lab = await cluster(t)
  if (!lab) return
  // An account of its own: other tests submit for the same people.
  await lab.run(["sacctmgr", "-i", "add", "account", account, "cluster=lab"])
  await lab.run(["sacctmgr", "-i", "add", "user", "alice", `account=${account}`])
  t.teardown(async () => {
    await lab.run(["sacctmgr", "-i", "delete", "user", "alice,bob", `account=${account}`])
    await lab.run(["sacctmgr", "-i", "delete", "account", account])
    for (const { mend } of await backstop.compare([], slurmContext({ ...clusterSettings(lab), sync_account: "lab" })))
      await mend?.(context)
  })
  const context = slurmContext({ ...clusterSettings(lab), sync_account: account, sync_create_users: true })
  const sets: LimitSet[] = [{ name: "user", limits: user, people: ["alice"] }, staff]
  const texts = async (wanted = sets) => (await backstop.compare(wanted, context)).map(drift => drift.text)
  const mend = async (wanted = sets) => {
    for (const drift of await backstop.compare(wanted, context)) await drift.mend?.(context)
  }
  const submit = (name: string, ...options: readonly string[]) =>
    lab.as(name, ["sbatch", "--parsable", `--account=${account}`, "--hold", ...options, "--wrap=true"])

  t.match(await texts(), [
    /QOS carme-user: is not there; should be .*MaxTRESPerUser=gres\/gpu=1/,
    /QOS carme-staff: is not there/,
    /1 person without an association .* bob/,
    /1 person should use carme-user: alice/,
  ])
  t.equal((await texts()).length, 4, "comparing changes nothing")
  await mend()
  t.same(await texts(), [], "and then all is right")

  await t.rejects(
    submit("alice", "--gres=gpu:2", "--time=10"),
    /QOSMax|MaxTRES|limit/i,
    "Slurm itself refuses two GPUs",
  )
  await t.rejects(submit("alice", "--gres=gpu:1", "--time=90"), /QOSMax|limit/i, "and a longer time")
  const fits = await submit("alice", "--gres=gpu:1", "--time=10")
  await lab.as("alice", ["scancel", fits.trim()])
  const more = await submit("bob", "--gres=gpu:2", "--time=90")
  await lab.as("bob", ["scancel", more.trim()])

  await lab.run(["sacctmgr", "-i", "modify", "qos", "carme-user", "set", "MaxTRESPerUser=gres/gpu=8"])
  t.match(await texts(), [
    /QOS carme-user: is .*MaxTRESPerUser=gres\/gpu=8 .*; should be .*MaxTRESPerUser=gres\/gpu=1 /,
  ])
  await mend()
  t.same(await texts(), [])

  const later: LimitSet[] = [{ ...staff, people: ["alice", "bob"] }]
  t.match(await texts(later), [/should use carme-staff instead of carme-user: alice/, /carme-user belongs to no roles/])
  await mend(later)
  t.same(await texts(later), [])

  // What was set while the hub runs, and exceptions: what the hub admits by them, Slurm takes.
  const { core, addUser } = await bareCore(t, {
    spawner: { ...createSlurmSpawner(), backstop },
    spawnerContext: context,
    traits: { "CarmeHub.quotas": { user: { gpus: 1, walltime: "1:00:00" } }, "CarmeHub.time_zone": "UTC" },
  })
  const [ada] = [await addUser("alice"), await addUser("bob")]
  await syncLimits(core, false)
  t.match(await syncLimits(core, true), { open: false })
  await t.rejects(submit("bob", "--gres=gpu:2", "--time=90"), /QOSMax|limit/i, "as configured")
  const admin = { changed_by: "admin", changed_at: new Date() }
  const until = new Date("2099-01-01T00:00:00Z")
  await saveQuota(core.db, { role: "user", limits: { gpus: 2, walltimeMinutes: 120 }, ...admin })
  await saveException(core.db, { user_id: ada.id, group_id: null, limits: { walltimeMinutes: 30 }, until, ...admin })
  t.match(await syncLimits(core, true), {
    text: /^QOS carme-user: is .*gpu=1 .*; should be .*gpu=2 .*\nQOS carme-user\.for-alice: is not there; should be .*MaxWall=2:00:00.*\n.*instead of carme-user: alice\nAn exception in user\.for-alice ends on /,
    open: true,
  })
  await syncLimits(core, false)
  t.match(await syncLimits(core, true), { open: false }, "and then there is nothing left to do")
  for (const name of ["alice", "bob"]) {
    const job = await submit(name, "--gres=gpu:2", "--time=120")
    await lab.as(name, ["scancel", job.trim()])
  }

  await mend([])
  t.same(await texts([]), [], "nothing of it stays")
  t.same(await backstop.warnings(context), [])
})

t.test("without an account there is nothing to compare with", async t => {
  const context = slurmContext({}, { exec: scriptedExec(() => undefined) })
  await t.rejects(backstop.compare([staff], context), { status: 400, message: /SlurmSpawner\.sync_account = / })
})

t.test("a name that Slurm does not take never reaches a command", async t => {
  const exec = scriptedExec(argv => (argv.includes("associations") ? { stdout: "|normal|\n" } : undefined))
  const context = slurmContext({ sync_account: "lab", sync_create_users: true }, { exec })
  const people = ["-i", "a,b", "eve where", "ada"]
  for (const { mend } of await backstop.compare([{ ...staff, people }], context)) await mend?.(context)
  const words = exec.calls.flatMap(call => call.argv)
  t.ok(words.includes("ada"))
  t.notOk(words.some(word => word.includes("eve") || word.includes("a,b") || word === "-i"))
})

t.test("sacctmgr's own words come along where it fails", async t => {
  const exec = scriptedExec(argv =>
    argv.includes("add") ? { code: 1, stderr: "Only admins may do this\n" } : undefined,
  )
  const context = slurmContext({ sync_account: "lab" }, { exec })
  const [first] = await backstop.compare([staff], context)
  await t.rejects(first?.mend?.(context) ?? Promise.resolve(), { status: 502, message: /add qos failed: Only admins/ })
})
