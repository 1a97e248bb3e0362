/** The commands of Slurm on the real cluster. */
import t from "tap"
import { cliDriver } from "../../../../spawners/slurm/cli/cli-driver.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { slurmDriverContract } from "../../../contract/slurm-driver.ts"
import { cluster } from "../../../support/cluster.ts"
import { clusterSettings, slurmContext } from "../../../support/slurm.ts"

const lab = await cluster(t, "driver")

if (lab) {
  const context = slurmContext(clusterSettings(lab))
  t.test("the contract of every driver, by the command line", t =>
    slurmDriverContract(t, cliDriver(readSettings(context), context), lab, "cli"),
  )
}
