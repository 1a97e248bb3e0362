import t from "tap"
import { commandEnv } from "../../../spawners/slurm/command-env.ts"
import { slurmContext } from "../../support/slurm.ts"

t.test("of the hub's environment commands get where they are, and which cluster is meant", async t => {
  const hub: Record<string, string> = {
    PATH: "/opt/slurm/bin",
    SLURM_CONF: "/etc/s.conf",
    SBATCH_QOS: "x",
    SECRET: "y",
  }
  const env = commandEnv(slurmContext({}, { hubEnv: name => hub[name] }))
  t.match(env.PATH, /^\/opt\/slurm\/bin:/)
  t.same(Object.keys(env).sort(), ["LANG", "PATH", "SLURM_CONF", "SLURM_TIME_FORMAT"])
})
