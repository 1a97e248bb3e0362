import t from "tap"
import { jobSpec, submitArgv } from "../../../spawners/slurm/job-spec.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { instant, slurmContext, slurmRun } from "../../support/slurm.ts"

const place = { home: "/home/alice", log: "/home/alice/100%/run.log" }

t.test("a run becomes the words of sbatch, one an option", async t => {
  const run = slurmRun("alice", {
    demand: {
      queue: "instant",
      container: "jupyter",
      gpus: 2,
      gpuType: "a100",
      cpus: 4,
      memoryMb: 2048,
      walltimeMinutes: 90,
    },
    queue: { ...instant, qos: "fast", account: "physics" },
  })
  const spec = jobSpec(run, readSettings(slurmContext()), place)
  t.same(submitArgv(["sbatch", "--parsable"], spec, "NIL"), [
    "sbatch",
    "--parsable",
    `--job-name=${run.id}`,
    "--partition=instant",
    "--account=physics",
    "--qos=fast",
    "--gres=gpu:a100:2",
    "--cpus-per-task=4",
    "--mem=2048M",
    "--time=1:30:00",
    "--chdir=/home/alice",
    "--output=/home/alice/100%%/run.log",
    "--export=NIL",
    "--no-requeue",
  ])
})

t.test("what the run and its queue leave open comes from the site's req_* traits", async t => {
  const settings = readSettings(
    slurmContext({
      req_partition: "batch",
      req_qos: "normal",
      req_account: "lab",
      req_gres: "gpu:1,tmp:5G",
      req_nprocs: "2",
      req_memory: "4G",
      req_runtime: "8:00:00",
      req_reservation: "course",
      req_cluster: "c1",
      req_options: "--constraint='a b' --exclusive",
    }),
  )
  const nothing = {
    queue: null,
    container: null,
    gpus: 0,
    gpuType: null,
    cpus: null,
    memoryMb: null,
    walltimeMinutes: null,
  }
  const words = submitArgv(
    ["sbatch"],
    jobSpec(slurmRun("alice", { demand: nothing, queue: null }), settings, place),
    "NONE",
  )
  t.same(words.slice(1, 3), ["--constraint=a b", "--exclusive"], "before ours, which win where both say something")
  for (const word of [
    "--partition=batch",
    "--qos=normal",
    "--account=lab",
    "--gres=gpu:1,tmp:5G",
    "--cpus-per-task=2",
    "--mem=4G",
    "--time=8:00:00",
    "--reservation=course",
    "--clusters=c1",
    "--export=NONE",
  ]) {
    t.ok(words.includes(word), word)
  }
  const withGpu = jobSpec(slurmRun("alice", { demand: { ...nothing, gpus: 3 } }), settings, place)
  t.equal(withGpu.gres, "gpu:3,tmp:5G", "the GPUs asked for take the place of the site's, nothing else of it")
})
