import t from "tap"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { slurmContext } from "../../support/slurm.ts"

t.test("the defaults of the options table", async t => {
  t.match(readSettings(slurmContext()), {
    execPrefix: ["sudo", "-u", "{username}"],
    servicePrefix: [],
    submitCmd: "sbatch --parsable",
    cancelCmd: "scancel {job_id}",
    singleuserCmd: "batchspawner-singleuser",
    batchScript: "",
    apptainer: ["apptainer"],
    runDir: "{homedir}/.carme-hub",
    ip: "0.0.0.0",
    req: { partition: "", srun: "srun" },
  })
})

t.test("what a hook changed stands before what the site set, as words or as a text", async t => {
  const context = slurmContext({ req_partition: "a", exec_prefix: ["x"] })
  t.equal(readSettings(context, { req_partition: "b" }).req.partition, "b")
  t.same(readSettings(context, { exec_prefix: "sudo -u {username}" }).execPrefix, ["sudo", "-u", "{username}"])
  t.same(readSettings(context, {}).execPrefix, ["x"])
})
