import t from "tap"
import { change } from "../../../../spawners/slurm/cli/change.ts"
import { changesPerhaps, changesRefused } from "../../../contract/slurm-outputs.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const says = (result: object) =>
  change(slurmContext({}, { exec: scriptedExec(() => result) }), ["scontrol"], "the change", {
    missing: /is invalid/,
    over: /already finished|Invalid job id/,
  })

t.test("done, and Slurm's no in each of its meanings", async t => {
  await t.resolves(says({}))
  for (const { status, ...output } of changesRefused) {
    await t.rejects(
      says({ code: 1, ...output }),
      { status, message: /./ },
      `${output.from}: ${output.stderr ?? output.stdout}`,
    )
  }
  await t.rejects(says({ code: 1, stdout: "Error creating the reservation: Requested nodes are busy" }), {
    message: "Slurm refused the change: Requested nodes are busy",
  })
  await t.rejects(says({ code: 1, stderr: "Access/permission denied for job 4" }), { message: /level Operator/ })
})

t.test("anything else may have been done: no answer", async t => {
  for (const output of changesPerhaps) {
    const what = `${output.from}: ${output.stderr ?? ""}`
    await t.rejects(says({ code: 1, ...output }), { status: 503, message: /does not answer/ }, what)
  }
})
