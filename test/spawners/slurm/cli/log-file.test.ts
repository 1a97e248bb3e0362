import t from "tap"
import { logFile } from "../../../../spawners/slurm/cli/log-file.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

t.test("a site's own script writes where Slurm says", async t => {
  const of = (answer: object) => logFile("7", [], slurmContext({}, { exec: scriptedExec(() => answer) }))
  const at = (stdout: string) => of({ stdout })
  t.equal(await at("JobId=7 StdErr=/h/a b.log StdIn=/dev/null StdOut=/h/a b.log Power= \n"), "/h/a b.log")
  t.equal(await at("JobId=7 Power=\n"), null)
  t.equal(await of({ code: 1, stderr: "slurm_load_jobs error: Invalid job id specified" }), null)
  await t.rejects(of({ code: 1, stderr: "down" }), { status: 503, message: /scontrol: down/ })
})
