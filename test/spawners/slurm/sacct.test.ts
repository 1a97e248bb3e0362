import t from "tap"
import { sacct } from "../../../spawners/slurm/sacct.ts"
import { scriptedExec, slurmContext } from "../../support/slurm.ts"

t.test("allocations with their exit codes, a signal as a shell tells it", async t => {
  const stdout =
    "1|alice|a|COMPLETED|0:0\n2|alice|b|FAILED|7:0\n3|bob|c|CANCELLED by 1|0:15\n4.batch|x|y|Z|0:0\n5|x|y|Z|?\n"
  const exec = scriptedExec(() => ({ stdout }))
  const jobs = await sacct(slurmContext({}, { exec }), ["svc"], ["1", "2", "3"])
  t.same(
    [...jobs.values()].map(job => [job.id, job.state, job.exitCode]),
    [
      ["1", "COMPLETED", 0],
      ["2", "FAILED", 7],
      ["3", "CANCELLED by 1", 143],
      ["5", "Z", null],
    ],
  )
  t.match(exec.calls[0]?.argv.join(" "), /^svc sacct --allocations --parsable2 --noheader .* --allusers --jobs=1,2,3$/)
})

t.test("a site without accounting has nothing to say; one that does not answer is a Fault", async t => {
  const answer = (stderr: string) => slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr })) })
  t.equal((await sacct(answer("Slurm accounting storage is disabled"), [], ["1"])).size, 0)
  const down = answer("sacct: error: Problem talking to the database: Connection refused")
  await t.rejects(sacct(down, [], ["1"]), { status: 503, message: /sacct/ })
})
