/**
 * The suite of every driver on other versions of Slurm than the one that all other tests run on. `npm test` takes the
 * oldest; CARME_SLURM_VERSIONS names others, such as "22.05 26.05", or none.
 */
import t from "tap"
import { slurmDriver } from "../../spawners/slurm/choose-driver.ts"
import { readSettings } from "../../spawners/slurm/settings.ts"
import { clusterOf, type SlurmVersion } from "../support/cluster.ts"
import { clusterSettings, restSettings, slurmContext } from "../support/slurm.ts"
import { type Abilities, slurmDriverContract } from "./slurm-driver.ts"

const versions: Readonly<Record<SlurmVersion, Abilities & { readonly rest: readonly string[] }>> = {
  // Its slurmrestd speaks 0.0.36 to 0.0.38.
  "22.05": { rest: [], booksGpus: false },
  "26.05": { rest: ["0.0.42", "0.0.43", "0.0.44", "0.0.45"], booksGpus: true },
}
const wanted = (process.env.CARME_SLURM_VERSIONS ?? "22.05").split(/\s+/)

function chosen(settings: Readonly<Record<string, unknown>>) {
  const context = slurmContext(settings)
  return slurmDriver(readSettings(context), context)
}

for (const [version, { rest, ...abilities }] of Object.entries(versions)) {
  if (!wanted.includes(version)) {
    t.test(`Slurm ${version}`, { skip: "CARME_SLURM_VERSIONS does not name it" }, async () => {})
    continue
  }
  t.test(`Slurm ${version}`, async t => {
    const lab = await clusterOf(t, version as SlurmVersion, `slurm${version}`)
    if (!lab) return
    t.match(await lab.run(["sinfo", "--version"]), `slurm-wlm ${version}.`)
    const label = version.replace(".", "-")
    await t.test("over the commands", t =>
      slurmDriverContract(t, chosen(clusterSettings(lab)), lab, `c${label}`, abilities),
    )
    for (const spoken of rest) {
      const driver = chosen({ ...restSettings(lab), rest_version: spoken })
      await t.test(`over REST ${spoken}`, t => slurmDriverContract(t, driver, lab, `r${spoken.slice(4)}`, abilities))
    }
    const newest = chosen(restSettings(lab)).resources()
    if (rest.length > 0) t.equal((await newest).nodes.length, 2, "the newest that both speak is found")
    else await t.rejects(newest, { message: /speaks none of the versions/ })
  })
}
