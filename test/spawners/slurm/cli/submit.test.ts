import t from "tap"
import { submit } from "../../../../spawners/slurm/cli/submit.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const answered = (result: object) =>
  submit(slurmContext({}, { exec: scriptedExec(() => result) }), ["sbatch"], "#!/bin/sh")

t.test("the job's number, in every form in which it comes", async t => {
  t.equal(await answered({ stdout: "12\n" }), "12")
  t.equal(await answered({ stdout: "12;cluster1\n" }), "12")
  t.equal(await answered({ stdout: "sbatch: warning: slow day\n12\n" }), "12")
  t.equal(await answered({ stdout: "Submitted batch job 209\n" }), "209")
  await t.rejects(answered({ stdout: "" }), { status: 500, message: /did not say the number/ })
  await t.rejects(answered({ stdout: "0x12" }), { status: 500, message: /did not say the number/ })
})

t.test("a no is a Refusal in Slurm's words, no answer a Fault", async t => {
  const stderr =
    "sbatch: error: QOSMaxGRESPerUser\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy\u001b[0m\n"
  await t.rejects(answered({ code: 1, stderr }), {
    status: 403,
    message:
      "Slurm refused the job: QOSMaxGRESPerUser; Batch job submission failed: Job violates accounting/QOS policy?[0m",
  })
  await t.rejects(answered({ code: 1, stderr: "sudo: bob is not allowed" }), {
    status: 403,
    message: /sudo: bob is not/,
  })
  await t.rejects(answered({ code: 1, stderr: "sudo: sbatch: command not found" }), {
    status: 403,
    message: "The job could not be submitted: sudo: sbatch: command not found",
  })
  const unclear = [
    "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
    "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
    "sbatch: error: slurm_send_recv: Zero Bytes were transmitted or received",
    "sbatch: error: If munged is up, restart with --num-threads=10\nsbatch: error: Munge encode failed",
    "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying",
  ]
  for (const stderr of unclear) await t.rejects(answered({ code: 1, stderr }), { status: 503, message: /sbatch/ })
  await t.rejects(answered({ code: null, timedOut: true }), { status: 503, message: /no answer within 60/ })
})
