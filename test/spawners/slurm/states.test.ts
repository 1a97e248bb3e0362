import t from "tap"
import { endingOf, isEnding, phaseOf } from "../../../spawners/slurm/states.ts"

t.test("every state has its phase, and a new one none", async t => {
  const phases = {
    pending: ["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT"],
    running: ["RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING", "STAGE_OUT"],
    gone: [
      ...["COMPLETED", "FAILED", "TIMEOUT", "CANCELLED", "CANCELLED by 20001", "CANCELLED+", "PREEMPTED"],
      ...["NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE", "REVOKED"],
    ],
  }
  for (const [phase, states] of Object.entries(phases))
    for (const state of states) t.equal(phaseOf(state), phase, state)
  for (const state of ["", "HIBERNATING", "toString"]) t.equal(phaseOf(state), null, state)
})

t.test("a job that is over and holds its nodes still", async t => {
  for (const state of ["COMPLETING", "STAGE_OUT"]) t.ok(isEnding(state), state)
  for (const state of ["RUNNING", "SUSPENDED", "STOPPED", "COMPLETED", ""]) t.notOk(isEnding(state), state)
})

t.test("how it ended, in a sentence", async t => {
  t.equal(endingOf("FAILED", 7), "The job failed with exit code 7.")
  t.equal(endingOf("TIMEOUT", null, "TimeLimit"), "The job reached its time limit.")
  t.equal(endingOf("FAILED", null, "BadConstraints"), "The job failed. Slurm's reason is BadConstraints.")
  t.equal(endingOf("CANCELLED by 5", null), "The job was cancelled.")
})
