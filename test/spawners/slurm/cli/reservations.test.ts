/** Bookings in the words of scontrol; the real cluster is asked in cli-driver.test.ts. */
import t from "tap"
import type { ReservationRequest } from "../../../../hub/plugin/scheduler.ts"
import { createReservation, reservations, updateReservation } from "../../../../spawners/slurm/cli/reservations.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

// As Slurm 24.11.5 wrote them on the test cluster.
const lines = [
  "ReservationName=carme-1 StartTime=1796119200 EndTime=1796126400 Duration=02:00:00 Nodes=n[1-2] NodeCnt=2 CoreCnt=16 Features=(null) PartitionName=instant Flags=PURGE_COMP=00:05:00,MAGNETIC   NodeName=n1 CoreIDs=0-7   NodeName=n2 CoreIDs=0-7 TRES=cpu=16,gres/gpu=3 Users=alice,bob Groups=(null) Accounts=(null) Licenses=(null) State=INACTIVE BurstBuffer=(null) MaxStartDelay=(null)",
  "ReservationName=maint StartTime=2026-12-01T08:00:00 EndTime=2026-12-01T09:00:00 Duration=01:00:00 Nodes=n1 NodeCnt=1 CoreCnt=8 Features=(null) PartitionName=(null) Flags=MAINT,SPEC_NODES TRES=cpu=8 Users=root Groups=(null) Accounts=lab Licenses=(null) State=ACTIVE BurstBuffer=(null) MaxStartDelay=(null)",
]

t.test("bookings by their start, those made by hand included", async t => {
  const exec = scriptedExec(() => ({ stdout: lines.join("\n") }))
  const found = await reservations(["svc"], slurmContext({}, { exec }))
  const [maint, carme] = found[0]?.name === "maint" ? found : found.toReversed()
  t.same(carme, {
    name: "carme-1",
    start: new Date(1796119200000),
    end: new Date(1796126400000),
    nodes: ["n1", "n2"],
    partition: "instant",
    gpus: 3,
    gpusByType: {},
    users: ["alice", "bob"],
    accounts: [],
    flags: ["PURGE_COMP=00:05:00", "MAGNETIC"],
    isActive: false,
  })
  t.match(maint, { start: new Date(2026, 11, 1, 8), partition: null, gpus: 0, accounts: ["lab"], isActive: true })
  // 22.05 to 23.11 write Watts too.
  const older =
    "ReservationName=manager StartTime=2024-08-16T09:55:00 EndTime=2025-08-16T09:55:00 Duration=365-00:00:00 Nodes=compute133 NodeCnt=1 CoreCnt=64 Features=(null) PartitionName=(null) Flags=SPEC_NODES TRES=cpu=64 Users=gh2440 Groups=(null) Accounts=(null) Licenses=(null) State=ACTIVE BurstBuffer=(null) Watts=n/a MaxStartDelay=(null)"
  const [manager] = await reservations([], slurmContext({}, { exec: scriptedExec(() => ({ stdout: older })) }))
  t.match(manager, { name: "manager", nodes: ["compute133"], users: ["gh2440"], isActive: true, flags: ["SPEC_NODES"] })
  const none = slurmContext({}, { exec: scriptedExec(() => ({ stdout: "No reservations in the system\n" })) })
  t.same(await reservations([], none), [])
})

t.test("every part of a booking is one word", async t => {
  const exec = scriptedExec(() => ({}))
  const context = slurmContext({}, { exec })
  const request: ReservationRequest = {
    name: "carme-7",
    start: new Date(1796119200000),
    end: new Date(1796126400500),
    part: { gpus: 2, gpuType: "a100" },
    partition: null,
    users: ["alice", "bob"],
    accounts: [],
    magnetic: true,
    purgeAfterMinutes: 90,
    ignoreJobs: false,
  }
  await createReservation(request, ["svc"], context)
  t.same(exec.calls[0]?.argv, [
    ..."svc scontrol create reservation ReservationName=carme-7 TRES=gres/gpu:a100=2".split(" "),
    ..."StartTime=uts1796119200 EndTime=uts1796126400 Users=alice,bob Flags=MAGNETIC,PURGE_COMP=1:30:00".split(" "),
  ])
  await createReservation({ ...request, ignoreJobs: true }, [], context)
  t.match(exec.calls.pop()?.argv.at(-1), "Flags=MAGNETIC,IGNORE_JOBS,PURGE_COMP=1:30:00")
  await createReservation({ ...request, part: { nodeCount: 2 }, magnetic: false, purgeAfterMinutes: null }, [], context)
  t.match(exec.calls[1]?.argv.join(" "), / NodeCnt=2 StartTime=\S+ EndTime=\S+ Users=alice,bob$/)
  await updateReservation("carme-7", { end: request.end, accounts: ["lab"] }, [], context)
  t.equal(
    exec.calls[2]?.argv.join(" "),
    "scontrol update ReservationName=carme-7 EndTime=uts1796126400 Accounts=lab",
    "what is left out is not touched",
  )
})
