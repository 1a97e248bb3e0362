import t from "tap"
import type { JobSpec } from "../../../../spawners/slurm/job-spec.ts"
import { jobDescription } from "../../../../spawners/slurm/rest/job-description.ts"

const spec: JobSpec = {
  name: "carme-x-1",
  partition: "instant",
  account: "physics",
  qos: "fast",
  reservation: "course",
  cluster: "",
  nodes: "2",
  gres: "gpu:a100:2",
  cpus: "4",
  memory: "2048M",
  time: "1:30:00",
  home: "/home/alice",
  log: "/home/alice/100%/run.log",
  environment: "none",
  options: ["--constraint=x", "--partition=other"],
}
const alice = { name: "alice", home: "/home/alice" }

const now = new Date("2026-11-23T06:00:00Z")

t.test("a job as slurmrestd takes it, ours after the site's", async t => {
  t.same(jobDescription({ spec, script: "#!/bin/bash\ntrue\n" }, alice, now), {
    current_working_directory: "/home/alice",
    constraints: "x",
    partition: "instant",
    name: "carme-x-1",
    account: "physics",
    qos: "fast",
    reservation: "course",
    nodes: "2",
    tres_per_node: "gres/gpu:a100:2",
    cpus_per_task: 4,
    memory_per_node: { set: true, infinite: false, number: 2048 },
    time_limit: { set: true, infinite: false, number: 90 },
    standard_output: "/home/alice/100%%/run.log",
    environment: ["PATH=/usr/local/bin:/usr/bin:/bin"],
    requeue: false,
    script: "#!/bin/bash\ntrue\n",
  })
})

t.test("a warning before the time limit goes to the batch script alone, as the command line asks for it", async t => {
  const described = jobDescription({ spec: { ...spec, warnSeconds: 120, nice: "50" }, script: "" }, alice, now)
  t.match(described, {
    nice: 50,
    kill_warning_signal: "TERM",
    kill_warning_delay: { set: true, infinite: false, number: 120 },
    kill_warning_flags: ["BATCH_JOB"],
  })
})

t.test("a site's own script brings its directives and a login environment", async t => {
  const site = { ...spec, home: "", log: "", environment: "login" as const, options: [] }
  const described = jobDescription(
    { spec: site, script: "#!/bin/bash\n#SBATCH -o /x/%j.log\n#SBATCH --qos=slow\n" },
    alice,
    now,
  )
  t.match(described, {
    current_working_directory: "/home/alice",
    standard_output: "/x/%j.log",
    qos: "fast",
    environment: [/^PATH=/, "SLURM_GET_USER_ENV=1"],
  })
})

t.test("another cluster cannot be asked for", async t => {
  const elsewhere = () => jobDescription({ spec: { ...spec, cluster: "c2" }, script: "" }, alice, now)
  t.throws(elsewhere, { status: 500, message: /rest_url names the cluster/ })
})
