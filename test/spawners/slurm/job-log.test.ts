import t from "tap"
import { tail } from "../../../spawners/slurm/job-log.ts"
import { scriptedExec, slurmContext } from "../../support/slurm.ts"

t.test("the end of the log, read as the user", async t => {
  const exec = scriptedExec(() => ({ stdout: "last words\n" }))
  t.equal(await tail("/home/a/x.log", ["as", "a"], slurmContext({}, { exec })), "last words")
  t.same(exec.calls[0]?.argv, ["as", "a", "timeout", "8", "tail", "--bytes=4000", "--", "/home/a/x.log"])
  const none = (result: object) => tail("/x", [], slurmContext({}, { exec: scriptedExec(() => result) }))
  t.equal(await none({ code: 1, stderr: "No such file" }), null)
  t.equal(await none({ code: null, timedOut: true }), null)
})
