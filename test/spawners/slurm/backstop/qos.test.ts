/** Limits as a QOS: what is asked of sacctmgr, and that what it shows afterwards is seen as right. */
import t from "tap"
import { noLimits } from "../../../../hub/core/servers/quota.ts"
import { describeQos, qosChanges, readQos, wantedQos } from "../../../../spawners/slurm/backstop/qos.ts"

const limits = { ...noLimits, gpus: 2, gpusPerJob: 1, jobs: 3, walltimeMinutes: 1500 }

t.test("a new QOS names its limits alone", async t => {
  t.same(qosChanges(null, wantedQos(noLimits)), ["Flags=DenyOnLimit"])
  t.same(qosChanges(null, wantedQos(limits)), [
    "Flags=DenyOnLimit",
    "MaxTRESPerUser=gres/gpu=2",
    "MaxTRESPerJob=gres/gpu=1",
    "MaxSubmitJobsPerUser=3",
    "MaxWall=1500",
  ])
})

t.test("what Slurm shows of it is as wanted", async t => {
  const { name, settings } = readQos("carme-user|DenyOnLimit|gres/gpu=2|gres/gpu=1|3|1-01:00:00")
  t.equal(name, "carme-user")
  t.same(qosChanges(settings, wantedQos(limits)), [])
  t.same(qosChanges(readQos("q|DenyOnLimit|cpu=8,gres/gpu=2|gres/gpu=1|3|1-01:00:00").settings, wantedQos(limits)), [])
})

t.test("a limit that was changed by hand is set again, one that is gone is taken away", async t => {
  const { settings } = readQos("carme-user|DenyOnLimit|gres/gpu=4|gres/gpu=1|3|02:00:00")
  t.same(qosChanges(settings, wantedQos({ ...noLimits, gpus: 2 })), [
    "MaxTRESPerUser=gres/gpu=2",
    "MaxTRESPerJob=gres/gpu=-1",
    "MaxSubmitJobsPerUser=-1",
    "MaxWall=-1",
  ])
  t.equal(
    describeQos(settings),
    "Flags=DenyOnLimit MaxTRESPerUser=gres/gpu=4 MaxTRESPerJob=gres/gpu=1 MaxSubmitJobsPerUser=3 MaxWall=2:00:00",
  )
  t.equal(describeQos(null), "not there")
})
