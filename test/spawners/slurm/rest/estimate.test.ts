/** With the real exec: on a hub without Slurm's commands, and on one where sbatch answers or does not. */
import t from "tap"
import { cliDriver } from "../../../../spawners/slurm/cli/cli-driver.ts"
import type { JobSpec } from "../../../../spawners/slurm/job-spec.ts"
import { estimateByCommand } from "../../../../spawners/slurm/rest/estimate.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { slurmContext } from "../../../support/slurm.ts"

const spec = { name: "x", options: [], log: "", environment: "none" } as unknown as JobSpec
const fields = [
  "partition",
  "account",
  "qos",
  "reservation",
  "cluster",
  "nodes",
  "gres",
  "cpus",
  "memory",
  "time",
  "home",
]
const job = { spec: { ...spec, ...Object.fromEntries(fields.map(name => [name, ""])) }, script: "#!/bin/sh\n" }

const asked = (prefix: readonly string[]) => {
  const context = slurmContext({ exec_prefix: prefix })
  return estimateByCommand(cliDriver(readSettings(context), context), job, { name: "alice", home: "/home/alice" })
}

t.test("without sbatch nobody knows, and that is an answer", async t => {
  t.match(await asked(["/nowhere/as"]), { outcome: "unknown", cause: /no sbatch/ })
})

t.test("with it, what it says; its silence stays a Fault", async t => {
  const says = (text: string, code: number) => ["sh", "-c", `echo "${text}" >&2; exit ${code}`]
  t.match(await asked(says("sbatch: Job 3 to start at 1795822660 using 1 processors on nodes n1 in partition p", 0)), {
    outcome: "start",
    nodes: ["n1"],
  })
  t.match(await asked(says("allocation failure: Requested node configuration is not available", 1)), {
    outcome: "refused",
  })
  await t.rejects(asked(says("sudo: sbatch: command not found", 1)), { status: 503, message: /sbatch/ })
})
