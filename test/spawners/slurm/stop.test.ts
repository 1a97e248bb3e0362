import t from "tap"
import { cliDriver } from "../../../spawners/slurm/cli/cli-driver.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { stopJob } from "../../../spawners/slurm/stop.ts"
import { scriptedExec, slurmContext, slurmRun } from "../../support/slurm.ts"

const alice = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }

function stopping(answer: Parameters<typeof scriptedExec>[0], state: Record<string, string>) {
  const exec = scriptedExec(answer)
  const context = slurmContext({ exec_prefix: ["as", "{username}"] }, { exec })
  const settings = readSettings(context)
  const run = slurmRun("alice", { state })
  return { exec, run, done: stopJob(run, alice, settings, cliDriver(settings, context), context) }
}

t.test("scancel as the user, and what the job has not read is removed", async t => {
  const { exec, run, done } = stopping(() => ({}), { job_id: "12" })
  await done
  t.same(
    exec.calls.map(call => call.argv.join(" ")),
    ["as alice scancel 12", `as alice rm -f -- /home/alice/.carme-hub/${run.id}.env`],
  )
})

t.test("a job whose number nobody learned is cancelled by its name", async t => {
  for (const state of [{}, { job_id: "12; id" }, { job_id: "-u" }]) {
    const { exec, run, done } = stopping(() => ({}), state as Record<string, string>)
    await done
    t.same(exec.calls[0]?.argv, ["as", "alice", "scancel", `--name=${run.id}`])
  }
})

t.test("a job that has ended is no failure; a Slurm that does not answer is", async t => {
  const stderr = "scancel: error: Kill job error on job id 12: Invalid job id specified"
  await stopping(() => ({ code: 1, stderr }), { job_id: "12" }).done
  const down = stopping(() => ({ code: 1, stderr: "Unable to contact slurm controller" }), { job_id: "12" })
  await t.rejects(down.done, { status: 503, message: /scancel/ })
})
