/** A start, command by command: what runs as the user, in which order, and where the token is. */
import t from "tap"
import { cliDriver } from "../../../spawners/slurm/cli/cli-driver.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { startJob } from "../../../spawners/slurm/start.ts"
import { scriptedExec, slurmContext, slurmRun } from "../../support/slurm.ts"

const alice = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }
const traits = { exec_prefix: ["sudo", "-u", "{username}"], binds: ["/data"] }

function site(answer: Parameters<typeof scriptedExec>[0], settings: Record<string, unknown> = {}) {
  const exec = scriptedExec(answer)
  const context = slurmContext({ ...traits, ...settings }, { exec })
  return {
    exec,
    start: (run = slurmRun("alice")) => {
      const settings = readSettings(context, run.overrides)
      return startJob(run, alice, settings, cliDriver(settings, context), context)
    },
  }
}
const isSubmit = (argv: readonly string[]) => argv.includes("sbatch")

t.test("the environment file first, over standard input, then the job under the run's name", async t => {
  const { exec, start } = site(argv => (isSubmit(argv) ? { stdout: "7\n" } : {}))
  const run = slurmRun("alice")
  t.same(await start(run), { state: { job_id: "7" } })
  const [make, write, submit] = exec.calls
  t.equal(exec.calls.length, 3)
  const file = `/home/alice/.carme-hub/${run.id}.env`
  const asAlice = ["sudo", "-u", "alice"]
  t.same(make?.argv, [...asAlice, "install", "-T", "-m", "600", "--", "/dev/null", file])
  t.same(write?.argv, [...asAlice, "dd", `of=${file}`, "status=none"])
  t.match(String(write?.options.input), "JUPYTERHUB_API_TOKEN=canary-token-of-a-test\0")
  t.ok(submit?.argv.includes(`--job-name=${run.id}`))
  t.match(
    String(submit?.options.input),
    /--bind=\/data \/srv\/images\/jupyter\.sqfs batchspawner-singleuser jupyterhub-singleuser/,
  )
  for (const call of exec.calls) {
    t.notMatch(call.argv.join(" "), "canary")
    t.notMatch(JSON.stringify(call.options.env), "canary")
  }
  t.notMatch(String(submit?.options.input), "canary")
})

t.test("a job that Slurm refuses leaves no file; one without an answer may need it", async t => {
  const stderr = "sbatch: error: Batch job submission failed: Invalid qos specification"
  const refused = site(argv => (isSubmit(argv) ? { code: 1, stderr } : {}))
  await t.rejects(refused.start(), { status: 403, message: /^Slurm refused the job: .*Invalid qos specification$/ })
  t.match(
    refused.exec.calls.at(-1)?.argv.join(" "),
    /^sudo -u alice rm -f -- \/home\/alice\/\.carme-hub\/carme-\S+\.env$/,
  )
  const unclear = site(argv => (isSubmit(argv) ? { code: null, timedOut: true } : {}))
  await t.rejects(unclear.start(), { status: 503, message: /no answer/ })
  const [look] = unclear.exec.calls.slice(-1)
  t.match(look?.argv.join(" "), /^sudo -u alice squeue .*--name=carme-\S+$/, "the job is looked for as its owner")
  t.notOk(unclear.exec.calls.some(call => call.argv.includes("rm")))
})

t.test("a home that cannot be written is told before anything is submitted", async t => {
  const full = site(() => ({ code: 1, stderr: "mkdir: cannot create directory /home/alice/x: Disk quota exceeded" }))
  await t.rejects(full.start(), { status: 403, message: /home folder: .*Disk quota exceeded/ })
  const hangs = site(() => ({ code: null, timedOut: true }))
  await t.rejects(hangs.start(), { status: 503, message: /home folder does not answer/ })
  t.equal(full.exec.calls.length + hangs.exec.calls.length, 3)
})

t.test("what a hook changed for this start holds for it", async t => {
  const { exec, start } = site(argv => (isSubmit(argv) ? { stdout: "7\n" } : {}), { req_account: "lab" })
  await start(slurmRun("alice", { overrides: { req_account: "project", req_prologue: "module load x" } }))
  t.ok(exec.calls[2]?.argv.includes("--account=project"))
  t.match(String(exec.calls[2]?.options.input), "module load x")
})

t.test("a site's own script is rendered, and keeps its log and folder", async t => {
  const batch_script =
    "#!/bin/bash\n#SBATCH --output={{homedir}}/log\n{% if runtime %}#SBATCH --time={{runtime}}\n{% endif %}srun {{cmd}}\n"
  const { exec, start } = site(argv => (isSubmit(argv) ? { stdout: "7\n" } : {}), { batch_script })
  await start()
  const [, , submit] = exec.calls
  t.notOk(submit?.argv.some(word => /^--(output|chdir)/.test(word)))
  t.ok(submit?.argv.includes("--export=NONE"))
  t.match(
    String(submit?.options.input),
    /^#!\/bin\/bash\n#SBATCH --output=\/home\/alice\/log\n#SBATCH --time=0:10:00\n\[ "\$\{CARME_ENVIRONMENT:-\}" = carme-[\s\S]*"\$@"\nsrun \/bin\/bash -c /,
  )
})
