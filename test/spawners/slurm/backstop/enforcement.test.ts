/** What slurmctld's own configuration says of limits. */
import t from "tap"
import { enforcementWarnings } from "../../../../spawners/slurm/backstop/enforcement.ts"

const config = (value: string) => [
  "Configuration data as of 2026-11-27T23:00:00",
  "AccountingStorageBackupHost = (null)",
  `AccountingStorageEnforce = ${value}`,
  "AccountingStorageHost   = ctl",
]

t.test("a cluster that enforces limits is fine", async t => {
  for (const value of ["associations,limits,qos", "associations,limits,qos,safe", "safe,qos", "all"]) {
    t.same(enforcementWarnings(config(value)), [], value)
  }
})

t.test("one that does not is told, with what is missing and what to do", async t => {
  t.match(enforcementWarnings(config("none")), [/does not enforce limits and qos .*=none.*slurm\.conf/])
  t.match(enforcementWarnings(config("associations,limits")), [/does not enforce qos/])
  t.match(enforcementWarnings([]), [/does not enforce limits and qos/])
})
