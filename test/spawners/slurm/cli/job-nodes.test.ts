import t from "tap"
import { jobNodes } from "../../../../spawners/slurm/cli/job-nodes.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

t.test("the nodes of a job are taken apart; a forgotten job has none", async t => {
  const exec = scriptedExec(() => ({ stdout: "n[1-2],gpu07\n" }))
  t.same(await jobNodes("12", ["as"], slurmContext({}, { exec })), ["n1", "n2", "gpu07"])
  t.same(exec.calls[0]?.argv, ["as", "squeue", "--all", "--noheader", "--states=all", "--format=%N", "--jobs=12"])
  const waiting = scriptedExec(() => ({ stdout: "\n" }))
  t.same(await jobNodes("12", [], slurmContext({}, { exec: waiting })), [])
  const stderr = "slurm_load_jobs error: Invalid job id specified"
  const gone = scriptedExec(() => ({ code: 1, stderr }))
  t.same(await jobNodes("12", [], slurmContext({}, { exec: gone })), [])
})
