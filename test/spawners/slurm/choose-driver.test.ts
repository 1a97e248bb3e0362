/** Both ways to ask Slurm on the real cluster: one suite for the commands, and for REST in each version spoken there. */
import t from "tap"
import { slurmDriver } from "../../../spawners/slurm/choose-driver.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { outageContract, slurmDriverContract, warningContract } from "../../contract/slurm-driver.ts"
import { cluster } from "../../support/cluster.ts"
import { clusterSettings, restSettings, slurmContext } from "../../support/slurm.ts"

const lab = await cluster(t, "driver")

if (lab) {
  const chosen = (settings: Readonly<Record<string, unknown>>) => {
    const context = slurmContext(settings)
    return slurmDriver(readSettings(context), context)
  }
  const rest = restSettings(lab)
  const drivers = {
    cli: chosen(clusterSettings(lab)),
    rest: chosen(rest),
    rest40: chosen({ ...rest, rest_version: "0.0.40" }),
    rest41: chosen({ ...rest, rest_version: "0.0.41" }),
  }
  for (const [label, driver] of Object.entries(drivers)) {
    t.test(`the contract of every driver: ${label}`, t => slurmDriverContract(t, driver, lab, label))
  }
  t.test("a warning before the time limit, of every driver", t => warningContract(t, drivers, lab))
  // The last, and all at once: Slurm's commands try for ten seconds each time.
  t.test("what every driver does without slurmctld", t =>
    outageContract(t, { cli: drivers.cli, rest: drivers.rest }, lab),
  )

  t.test("a token by a command, one that Slurm does not take, and a slurmrestd that is away", async t => {
    const words = ["sh", "-c", 'echo "SLURM_JWT=$1"', "x"]
    const byCommand = chosen({
      ...rest,
      rest_jwt_key_file: "",
      rest_token_command: [...lab.servicePrefix.split(" "), "scontrol", "token", "username={username}", "lifespan=60"],
    })
    t.equal((await byCommand.resources()).nodes.length, 2)
    const forged = chosen({ ...rest, rest_jwt_key_file: "", rest_token_command: [...words, "e30.e30.AAAA"] })
    await t.rejects(forged.resources(), { status: 503, message: /Slurm does not answer/ })
    const away = chosen({ ...rest, rest_url: "http://127.0.0.1:9" })
    await t.rejects(away.resources(), { status: 503, message: /ECONNREFUSED/ })
  })
}
