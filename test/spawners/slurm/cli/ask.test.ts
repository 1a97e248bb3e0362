import t from "tap"
import { ask } from "../../../../spawners/slurm/cli/ask.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const context = (result: object) => slurmContext({}, { exec: scriptedExec(() => result) })

t.test("an answer is its lines; everything else is a Fault that names the program and the cause", async t => {
  t.same(await ask(context({ stdout: "a\n\nb\n" }), ["squeue"], "squeue"), ["a", "b"])
  t.same(await ask(context({ code: 1, stderr: "none of these" }), ["squeue"], "squeue", /none/), [])
  const says = (result: object, message: RegExp) =>
    t.rejects(ask(context(result), ["squeue"], "squeue", /none/), { status: 503, message })
  await says({ code: 1, stderr: "down" }, /squeue: down/)
  await says({ code: 127 }, /exit code 127/)
  await says({ code: null, signal: "SIGKILL" }, /SIGKILL/)
  await says({ code: null, timedOut: true, stderr: "none" }, /no answer within 20 seconds/)
})

t.test("what holds although the command failed for others is an answer, unless it was killed", async t => {
  const told = (line: string) => line.startsWith("Node")
  const answer = (result: object) => ask(context(result), ["scontrol"], "scontrol", undefined, told)
  t.same(await answer({ code: 1, stdout: "Node nx not found\n" }), ["Node nx not found"])
  await t.rejects(answer({ code: 1, stdout: "slow\n" }), { status: 503, message: /does not answer/ })
  await t.rejects(answer({ code: null, signal: "SIGKILL", stdout: "Node\n" }), {
    status: 503,
    message: /does not answer/,
  })
  const motd = "Welcome to login1\nnone of these\n"
  t.same(await ask(context({ code: 1, stderr: motd }), ["squeue"], "squeue", /^none of these$/), [])
})
