import t from "tap"
import { bookedJobs, leaveReservation } from "../../../../spawners/slurm/cli/booked-jobs.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

t.test("jobs in a booking: those that run, those that wait, and no line that is none", async t => {
  const lines = ["7|ada|RUNNING|1700000000|n[1-2]", "8|bob|PENDING|N/A|", "9|bob|COMPLETING|1700000100|n3", "x|y"]
  const exec = scriptedExec(() => ({ stdout: `Welcome to the cluster\n${lines.join("\n")}\n` }))
  t.same(await bookedJobs("b1", ["as"], slurmContext({}, { exec })), [
    { id: "7", user: "ada", waits: false, end: new Date(1_700_000_000_000), nodes: ["n1", "n2"] },
    { id: "8", user: "bob", waits: true, end: undefined, nodes: [] },
    { id: "9", user: "bob", waits: false, end: new Date(1_700_000_100_000), nodes: ["n3"] },
  ])
  t.match(exec.calls[0]?.argv, ["as", "squeue", "--all", "--noheader", /^--format=/, "--reservation=b1"])
  await t.rejects(bookedJobs("b1,b2", [], slurmContext({}, { exec })), /no name/)
})

t.test("a job leaves its booking; one that is over has", async t => {
  const exec = scriptedExec(() => ({ stdout: "" }))
  await leaveReservation("7", ["as"], slurmContext({}, { exec }))
  t.same(exec.calls[0]?.argv, ["as", "scontrol", "update", "JobId=7", "ReservationName="])
  const stderr = "slurm_update error: Job/step already completing or completed"
  await t.resolves(leaveReservation("7", [], slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr })) })))
  const no = "slurm_update error: Access/permission denied"
  await t.rejects(
    leaveReservation("7", [], slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr: no })) })),
    {
      message: /needs the level Operator/,
    },
  )
  await t.rejects(leaveReservation("7 TimeLimit=9", [], slurmContext({}, { exec })), /is no job/)
})
