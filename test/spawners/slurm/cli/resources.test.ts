/** What the cluster has, from the lines of scontrol of several versions. */
import t from "tap"
import { resources } from "../../../../spawners/slurm/cli/resources.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

// As Slurm 24.11.5 wrote it on the test cluster, one GPU held by a job.
const node2411 =
  "NodeName=n1 Arch=x86_64 CoresPerSocket=1  CPUAlloc=1 CPUEfctv=8 CPUTot=8 CPULoad=9.82 AvailableFeatures=(null) ActiveFeatures=(null) Gres=gpu:a100:2 GresDrain=N/A GresUsed=gpu:a100:1(IDX:0) NodeAddr=10.77.193.11 NodeHostName=n1 Version=24.11.5 OS=Linux 6.18.44-fc-v669 #1 SMP PREEMPT_DYNAMIC @0  RealMemory=4000 AllocMem=256 FreeMem=19104 Sockets=8 Boards=1 State=MIXED ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A Partitions=instant,large  BootTime=2026-11-27T23:21:29 SlurmdStartTime=2026-11-27T23:37:39 LastBusyTime=2026-11-27T23:37:39 ResumeAfterTime=None CfgTRES=cpu=8,mem=4000M,billing=8,gres/gpu=2 AllocTRES=cpu=1,mem=256M,gres/gpu=1 CurrentWatts=0 AveWatts=0 "
// Before 22.05 there is no CPUEfctv; a reason holds blanks and stands last.
const drained =
  "NodeName=g02 Arch=x86_64 CoresPerSocket=32 CPUAlloc=0 CPUTot=64 CPULoad=0.01 AvailableFeatures=avx ActiveFeatures=avx Gres=gpu:a100:4(S:0-1),gpu:t4:2 NodeAddr=g02 NodeHostName=g02 RealMemory=512000 AllocMem=0 FreeMem=500000 Sockets=2 Boards=1 State=IDLE+DRAIN ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A Partitions=gpu CfgTRES=cpu=64,mem=500G CapWatts=n/a Reason=fan State=broken [root@2026-01-01T00:00:00]"
const partitions = [
  "PartitionName=instant AllowGroups=ALL Default=NO QoS=N/A MaxTime=02:00:00 Nodes=n[1-2] PriorityTier=10 State=UP TotalCPUs=16",
  "PartitionName=long AllowGroups=ALL Default=YES MaxTime=UNLIMITED Nodes=(null) PriorityTier=1 State=DRAIN TotalCPUs=0",
]

const answering = (node: string) => {
  const exec = scriptedExec(argv => ({ stdout: argv.includes("partition") ? partitions.join("\n") : node }))
  return { exec, asked: resources(["svc"], slurmContext({}, { exec })) }
}

t.test("nodes with their GPUs, and partitions", async t => {
  const { exec, asked } = answering(`${node2411}\n${drained}\nwarning: odd\n`)
  const { nodes, partitions } = await asked
  t.same(nodes, [
    {
      ...{ name: "n1", partitions: ["instant", "large"], states: ["MIXED"], usable: true },
      ...{ cpus: 8, cpusUsed: 1, memoryMb: 4000, memoryMbUsed: 256 },
      gpus: [{ type: "a100", total: 2, used: 1 }],
    },
    {
      ...{ name: "g02", partitions: ["gpu"], states: ["IDLE", "DRAIN"], usable: false },
      ...{ cpus: 64, cpusUsed: 0, memoryMb: 512000, memoryMbUsed: 0 },
      gpus: [
        { type: "a100", total: 4, used: 0 },
        { type: "t4", total: 2, used: 0 },
      ],
    },
  ])
  t.same(partitions, [
    { name: "instant", isUp: true, isDefault: false, maxMinutes: 120, tier: 10 },
    { name: "long", isUp: false, isDefault: true, maxMinutes: null, tier: 1 },
  ])
  t.same(exec.calls.map(call => call.argv.join(" ")).sort(), [
    "svc scontrol --all --oneliner --details show node",
    "svc scontrol --all --oneliner show partition",
  ])
})

t.test("a node of a cloud, as 25.05 writes it", async t => {
  const cloud =
    "NodeName=hpc7g-1 Arch=aarch64 CoresPerSocket=1 CPUAlloc=0 CPUEfctv=64 CPUTot=64 CPULoad=0.00 AvailableFeatures=hpc7g ActiveFeatures=hpc7g Gres=(null) NodeAddr=10.3.140.69 NodeHostName=ip-10-3-140-69 Version=25.05.5 OS=Linux 5.10.218-208.862.amzn2.aarch64 #1 SMP Tue Jun 4 16:52:10 UTC 2024 RealMemory=124518 AllocMem=0 FreeMem=110763 Sockets=64 Boards=1 State=IDLE+CLOUD ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A Partitions=efa BootTime=2024-07-02T19:00:09 SlurmdStartTime=2024-07-08T19:33:25 LastBusyTime=2024-07-08T19:33:25 ResumeAfterTime=None CfgTRES=cpu=64,mem=124518M,billing=64 AllocTRES= CapWatts=n/a CurrentWatts=0 AveWatts=0 ExtSensorsJoules=n/a ExtSensorsWatts=0 ExtSensorsTemp=n/a Reason=Maintain Minimum Number Of Instances [root@2024-07-02T18:59:00] InstanceId=i-04927897a9ce3c143 InstanceType=hpc7g.16xlarge"
  t.match((await answering(cloud).asked).nodes, [
    { name: "hpc7g-1", partitions: ["efa"], states: ["IDLE", "CLOUD"], usable: true, cpus: 64, gpus: [] },
  ])
})

t.test("no answer is a Fault, not an empty cluster", async t => {
  const context = slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr: "connect failure" })) })
  await t.rejects(resources([], context), { status: 503, message: /scontrol/ })
})
