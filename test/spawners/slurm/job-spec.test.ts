import t from "tap"
import { jobSpec } from "../../../spawners/slurm/job-spec.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { instant, slurmContext, slurmRun } from "../../support/slurm.ts"

const place = { home: "/home/alice", log: "/home/alice/100%/run.log", environment: "none" } as const

t.test("a run and its queue say what is asked for", async t => {
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
  t.same(spec, {
    name: run.id,
    partition: "instant",
    account: "physics",
    qos: "fast",
    nice: "",
    reservation: "",
    cluster: "",
    nodes: "",
    gres: "gpu:a100:2",
    cpus: "4",
    memory: "2048M",
    time: "1:30:00",
    ...place,
    options: [],
  })
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
  t.match(jobSpec(slurmRun("alice", { demand: nothing, queue: null }), settings, place), {
    partition: "batch",
    qos: "normal",
    account: "lab",
    gres: "gpu:1,tmp:5G",
    cpus: "2",
    memory: "4G",
    time: "8:00:00",
    reservation: "course",
    cluster: "c1",
    options: ["--constraint=a b", "--exclusive"],
  })
  const withGpu = jobSpec(slurmRun("alice", { demand: { ...nothing, gpus: 3 } }), settings, place)
  t.equal(withGpu.gres, "gpu:3,tmp:5G", "the GPUs asked for take the place of the site's, nothing else of it")
})

t.test("several nodes share the GPUs evenly; what is asked of each is told for each", async t => {
  const { demand } = slurmRun("alice")
  const run = slurmRun("alice", { demand: { ...demand, gpus: 4, gpuType: "a100", nodes: 2, cpus: 8, memoryMb: 512 } })
  const spec = jobSpec(run, readSettings(slurmContext()), place)
  t.match(spec, { nodes: "2", gres: "gpu:a100:2", cpus: "8", memory: "512M" })
})

t.test("whose turn it is goes by the queue, then by the person's limits; shards are no type of GPU", async t => {
  const demand = { queue: null, container: null, gpus: 3, gpuType: "shard", cpus: null, memoryMb: null }
  const spec = (qos: string | null) => {
    const run = { demand: { ...demand, walltimeMinutes: null, qos: "role", nice: 100 }, queue: { ...instant, qos } }
    return jobSpec(slurmRun("alice", run), readSettings(slurmContext({ req_qos: "site" })), place)
  }
  t.match(spec("queue"), { qos: "queue", nice: "100", gres: "shard:3" })
  t.match(spec(null), { qos: "role" })
})

t.test(
  "what a hook sets for this start stands above the request and the queue; a form's partition below the queue",
  async t => {
    const hooks = {
      req_partition: "big",
      req_gres: "gpu:h100:1",
      req_memory: "9G",
      req_runtime: "3:00:00",
      req_nprocs: "7",
    }
    const of = (run = {}, overrides = {}) =>
      jobSpec(slurmRun("alice", run), readSettings(slurmContext(), overrides), place)
    const spec = of({ demand: { ...slurmRun("alice").demand, gpus: 2 } }, hooks)
    t.match(spec, { partition: "big", gres: "gpu:h100:1", memory: "9G", time: "3:00:00", cpus: "7" })
    const asked = { userOptions: { partition: ["form"], account: "mine", qos: "--x y" } }
    t.match(of(asked), { partition: "instant", account: "mine", qos: "" })
    t.match(of({ ...asked, queue: null }), { partition: "form" })
  },
)
