import t from "tap"
import { checkCluster } from "../../../../spawners/slurm/cli/check-cluster.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const config = "Configuration data as of 2026-11-28T04:40:00\nBurstBufferType = (null)\nClusterName             = lab\n"

t.test("jobs go where they are asked about", async t => {
  const exec = scriptedExec(() => ({ stdout: config }))
  const check = (cluster: string) => checkCluster(cluster, ["svc"], slurmContext({}, { exec }))
  await check("")
  t.same(exec.calls, [], "nothing is asked for the cluster of the commands")
  await check("lab")
  await check("LAB")
  t.same(exec.calls[0]?.argv, ["svc", "scontrol", "show", "config"])
  await t.rejects(check("other"), { status: 500, message: /cluster other, but .* ask lab .* service_prefix/ })
})

t.test("no answer is no yes", async t => {
  const check = (result: object) => checkCluster("lab", [], slurmContext({}, { exec: scriptedExec(() => result) }))
  await t.rejects(check({ stdout: "" }), { status: 500, message: /ask another one/ })
  await t.rejects(check({ code: 1, stderr: "down" }), { status: 503, message: /scontrol: down/ })
})
