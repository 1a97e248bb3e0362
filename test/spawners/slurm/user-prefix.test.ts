/** Both prefixes through a real sshd to the real cluster: every command, with both drivers, and an attack. */
import { existsSync, rmSync } from "node:fs"
import t from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { slurmDriver } from "../../../spawners/slurm/choose-driver.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { userPrefix } from "../../../spawners/slurm/user-prefix.ts"
import { slurmDriverContract } from "../../contract/slurm-driver.ts"
import { spawnerContract } from "../../contract/spawner.ts"
import { cluster } from "../../support/cluster.ts"
import { instant, jupyter, restSettings, slurmContext, slurmRun } from "../../support/slurm.ts"
import { sshd } from "../../support/sshd.ts"

t.test("the name and the home folder are filled in, each within its word", async t => {
  const settings = readSettings(slurmContext({ exec_prefix: ["ssh", "login1", "sudo -u {username}", "{homedir}"] }))
  const [mark = "", ...words] = userPrefix(settings, { name: "a b", home: "/h o" }).slice(2)
  t.match(mark, /^\0/, "no program can be handed it: what forgets to quote does not start")
  t.same(words, ["sudo", "-u", "a b", "/h o"])
})

const ssh = await sshd(t)
const lab = ssh && (await cluster(t, "ssh"))

if (ssh && lab) {
  const settings = {
    ...restSettings(lab),
    driver: "cli",
    batchspawner_singleuser_cmd: "env",
    exec_prefix: [...ssh, ...lab.execPrefix.split(" ")],
    service_prefix: [...ssh, ...lab.servicePrefix.split(" ")],
    scratch_dir: "/scratch/{job_id}",
  }
  const context = slurmContext(settings)
  const spawner = createSlurmSpawner()

  t.test("the contract of every driver, through ssh", t =>
    slurmDriverContract(t, slurmDriver(readSettings(context), context), lab, "ssh"),
  )

  for (const driver of ["cli", "rest"]) {
    t.test(`the contract of every spawner, through ssh: ${driver}`, t =>
      spawnerContract(t, {
        spawner,
        context: slurmContext({ ...settings, driver }),
        offer: { queues: [instant], containers: [jupyter], limits: noLimits },
        request: () => slurmRun("carol", { cmd: ["sleep", "300"] }),
        badOptions: [{ gpus: "--wrap=id" }],
        pause: () => context.clock.sleep(100),
        patience: 600,
      }),
    )
  }

  t.test("what is written in a home folder is there to the byte, and its log is read", async t => {
    const hook = { batch_submit_cmd: "sbatch --parsable --comment='$(id) | a;b'" }
    const run = slurmRun("alice", { cmd: ["sh", "-c", 'echo it $((40 + 2)) "$ODD"'], env: { ODD: "a'b\"c $(id)\\|é" } })
    const { state } = await spawner.start({ ...run, overrides: hook }, context)
    const shown = await lab.run(["scontrol", "show", "job", String(state.job_id)])
    t.match(shown, "Comment=$(id) | a;b")
    const told = async () => (await spawner.log({ ...run, state }, context)) ?? ""
    for (let left = 300; left > 0 && !(await told()).includes("it 42"); left--) await context.clock.sleep(100)
    t.match(await told(), "it 42 a'b\"c $(id)\\|é")
  })

  t.test("nothing that somebody wrote is read by the shell of the other host", async t => {
    const proof = "/tmp/carme-far-shell-attack"
    rmSync(proof, { force: true })
    const evil = [`$(touch ${proof})`, `';touch ${proof};'`, `|touch ${proof}`]
    for (const text of evil) {
      const image = `/home/bob/${text}.sif`
      const run = slurmRun("bob", { container: { ...jupyter, image, origin: "own" } })
      await t.rejects(spawner.check(run, context), { status: 400, message: /does not exist/ }, "looked at by that name")
      const driver = slurmDriver(readSettings(context), context)
      await driver.cancel({ name: text }, { name: "bob", home: "/home/bob" })
      t.same(await driver.jobs("name", [text]), new Map())
      await spawner.tasks.removeFile("bob", `/nowhere/${text}`, context)
    }
    t.notOk(existsSync(proof), "on the host of sshd")
    t.notOk(existsSync(`${lab.root}${proof}`), "on the cluster")
  })

  t.test("a host that is away is no answer, neither about a person nor about a job", async t => {
    const away = ssh.map(word => (word === "root@127.0.0.1" ? "root@127.0.0.99" : word))
    const gone = slurmContext({ ...settings, exec_prefix: away, service_prefix: away })
    const driver = slurmDriver(readSettings(gone), gone)
    await t.rejects(driver.jobs("id", ["1"]), { status: 503, message: /does not answer/ })
    await t.rejects(createSlurmSpawner().check(slurmRun("bob"), gone), {
      status: 503,
      message: /could not be looked up/,
    })
    const half = slurmContext({ ...settings, exec_prefix: away })
    await t.rejects(spawner.start(slurmRun("bob"), half), { status: 503, message: /cannot be reached/ })
  })
}
