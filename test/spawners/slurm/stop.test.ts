import t from "tap"
import { cliDriver } from "../../../spawners/slurm/cli/cli-driver.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { stopJob } from "../../../spawners/slurm/stop.ts"
import { manualClock } from "../../support/clock.ts"
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

t.test("a job with files to copy out is asked to end, and cancelled when it has not done so in its time", async t => {
  const row = (state: string) => `12|alice|${state}|n1|1795824000|1795827600|None|x\n`
  let state = "RUNNING"
  const exec = scriptedExec(argv => (argv.includes("squeue") ? { stdout: row(state) } : {}))
  const clock = manualClock()
  const context = slurmContext({ exec_prefix: ["as", "{username}"], stage_out_seconds: 60 }, { exec, clock })
  const settings = readSettings(context)
  const endings = new Map()
  const userOptions = { stage_out: [{ from: "r", to: "~/r" }] }
  const run = slurmRun("alice", { state: { job_id: "12" }, userOptions })
  const cancels = async () => {
    exec.calls.length = 0
    await stopJob(run, alice, settings, cliDriver(settings, context), context, endings)
    return exec.calls.map(call => call.argv.join(" ")).filter(words => words.includes("scancel"))
  }
  t.same(await cancels(), ["as alice scancel --batch --signal=TERM 12"])
  t.same(await cancels(), [], "once")
  await clock.advance(61_000)
  t.same(await cancels(), ["as alice scancel 12"])
  state = "PENDING"
  t.same(await cancels(), ["as alice scancel 12"], "what does not run has nothing to copy")
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
