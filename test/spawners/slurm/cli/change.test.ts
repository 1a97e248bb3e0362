import t from "tap"
import { change } from "../../../../spawners/slurm/cli/change.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const says = (result: object) =>
  change(slurmContext({}, { exec: scriptedExec(() => result) }), ["scontrol"], "the change", {
    missing: /is invalid/,
    over: /already finished/,
  })
const failed = (stderr: string) => says({ code: 1, stderr })

t.test("done, Slurm's no in each of its meanings, and no answer", async t => {
  await t.resolves(says({}))
  await t.rejects(failed("slurm_update error: Requested reservation overlaps with another reservation"), {
    status: 403,
    message: "Slurm refused the change: Requested reservation overlaps with another reservation",
  })
  await t.rejects(failed("slurm_update error: Requested reservation is invalid"), {
    status: 404,
    message: /is invalid/,
  })
  await t.rejects(failed("Job has already finished for job 4"), { status: 409, message: /too late/ })
  await t.rejects(failed("Access/permission denied for job 4"), { status: 500, message: /level Operator/ })
  await t.rejects(says({ code: 1, stdout: "Error creating the reservation: Requested nodes are busy" }), {
    status: 403,
    message: "Slurm refused the change: Requested nodes are busy",
  })
  for (const stderr of [
    "Unexpected message received for job 4",
    "Unable to contact slurm controller (connect failure)",
  ]) {
    await t.rejects(failed(stderr), { status: 503, message: /does not answer/ }, stderr)
  }
  await t.rejects(says({ code: null, timedOut: true }), { status: 503, message: /no answer within 60/ })
})
