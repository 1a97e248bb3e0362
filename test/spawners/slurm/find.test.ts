import t from "tap"
import { cliDriver } from "../../../spawners/slurm/cli/cli-driver.ts"
import { findJobs } from "../../../spawners/slurm/find.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { scriptedExec, slurmContext, slurmRun } from "../../support/slurm.ts"

const [a, b, c] = [slurmRun("alice"), slurmRun("bob"), slurmRun("carol")]
const find = (queue: object) => {
  const context = slurmContext({}, { exec: scriptedExec(() => queue) })
  return findJobs([a, b, c], cliDriver(readSettings(context), context))
}

t.test("jobs that wait or run, by name; ended ones and other people's are not there", async t => {
  const lines = [
    `5|alice|CANCELLED|n/a|N/A|N/A|None|${a.id}`,
    `4|alice|PENDING|n/a|N/A|N/A|Priority|${a.id}`,
    `6|bob|COMPLETED|n1|N/A|N/A|None|${b.id}`,
    `9|mallory|RUNNING|n1|N/A|N/A|None|${c.id}`,
  ]
  t.same(await find({ stdout: lines.join("\n") }), new Map([[a.id, { job_id: "4" }]]))
})

t.test("a job in a state of the future is there", async t => {
  t.same((await find({ stdout: `6|bob|HIBERNATING|n1|N/A|N/A|None|${b.id}\n` })).get(b.id), { job_id: "6" })
})

t.test("when slurmctld does not answer, nobody knows", async t => {
  await t.rejects(find({ code: 1, stderr: "down" }), { status: 503, message: /squeue: down/ })
})
