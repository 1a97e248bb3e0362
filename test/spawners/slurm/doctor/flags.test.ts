/** Slurm's settings, each broken once, in the lines of `scontrol show config`. */
import t from "tap"
import { flagFindings } from "../../../../spawners/slurm/doctor/flags.ts"

const good: Readonly<Record<string, string>> = {
  PrivateData: "none",
  AccountingStorageEnforce: "associations,limits,qos",
  MinJobAge: "300 sec",
  KillWait: "30 sec",
  MaxArraySize: "1001",
  AuthAltTypes: "auth/jwt",
}
const bad = {
  PrivateData: "accounts,jobs",
  AccountingStorageEnforce: "none",
  MinJobAge: "2 sec",
  KillWait: "1 sec",
  MaxArraySize: "1",
  AuthAltTypes: "(null)",
}
const wrong = (values: Readonly<Record<string, string>>) =>
  flagFindings(
    Object.entries(values).map(([key, value]) => `${key.padEnd(23)} = ${value}`),
    true,
  ).filter(({ status }) => status === "warning" || status === "failed")

t.same(wrong(good), [])
for (const [key, value] of Object.entries(bad)) {
  t.match(wrong({ ...good, [key]: value }), [{ id: `slurm-${key}`, what: `${key} is ${value}.`, why: /./, mend: /./ }])
}
t.equal(flagFindings([], false).length, 5, "tokens matter to the driver rest alone")
