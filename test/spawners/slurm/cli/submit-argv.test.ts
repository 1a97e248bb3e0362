import t from "tap"
import { submitArgv } from "../../../../spawners/slurm/cli/submit-argv.ts"
import type { JobSpec } from "../../../../spawners/slurm/job-spec.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { slurmContext } from "../../../support/slurm.ts"

const spec: JobSpec = {
  name: "carme-x-1",
  partition: "instant",
  account: "physics",
  qos: "fast",
  nice: "100",
  reservation: "course",
  cluster: "c1",
  nodes: "2",
  gres: "gpu:a100:2",
  cpus: "4",
  memory: "2048M",
  time: "1:30:00",
  home: "/home/alice",
  log: "/home/alice/100%/run.log",
  environment: "none",
  options: ["--constraint=a b", "--exclusive"],
}
const alice = { name: "alice" }

t.test("a job becomes the words of sbatch, one an option, the site's before ours", async t => {
  t.same(submitArgv(spec, readSettings(slurmContext()), alice), [
    "sbatch",
    "--parsable",
    "--constraint=a b",
    "--exclusive",
    "--job-name=carme-x-1",
    "--partition=instant",
    "--account=physics",
    "--qos=fast",
    "--nice=100",
    "--reservation=course",
    "--clusters=c1",
    "--nodes=2",
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

t.test("what is left open is not said; the site's own command and a login environment", async t => {
  const open = Object.fromEntries(Object.keys(spec).map(key => [key, key === "options" ? [] : ""]))
  const bare = { ...(open as unknown as JobSpec), name: "x", environment: "login" as const }
  const settings = readSettings(slurmContext({ batch_submit_cmd: "run-as '{username} x' sbatch --parsable" }))
  const words = ["run-as", "alice x", "sbatch", "--parsable", "--job-name=x", "--export=NONE", "--no-requeue"]
  t.same(submitArgv(bare, settings, alice), words)
})
