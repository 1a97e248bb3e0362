import t from "tap"
import { formatWalltime } from "../../../hub/plugin/walltime.ts"
import { parseWalltime } from "../../../spawners/slurm/walltime.ts"

t.test("Slurm's forms of a time", async t => {
  const forms = {
    "90": 90,
    "90:30": 91,
    "2:00:00": 120,
    "0:00:30": 1,
    "1-0": 1440,
    "1-12": 2160,
    "2-00:00:00": 2880,
    "1-1:30": 1530,
  }
  for (const [text, minutes] of Object.entries(forms)) t.equal(parseWalltime(text), minutes, text)
})

t.test("what is no time, or none that anybody means", async t => {
  for (const text of ["", "0", "0:00:00", "1:2:3:4", "-1", "1e3", "infinite", "UNLIMITED", "400-0", "9999999", "1 2"]) {
    t.equal(parseWalltime(text), null, text)
  }
})

t.test("a time as Slurm writes it reads back as itself", async t => {
  for (const minutes of [1, 59, 61, 1440, 5000]) t.equal(parseWalltime(formatWalltime(minutes)), minutes)
})
