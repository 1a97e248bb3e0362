import t from "tap"
import { slurmTime } from "../../../../spawners/slurm/cli/slurm-time.ts"

t.test("seconds, local time, or none", async t => {
  t.same(slurmTime("1795416905"), new Date(1795416905000))
  t.same(slurmTime("2026-11-23T06:55:05"), new Date(2026, 10, 23, 6, 55, 5))
  for (const text of ["", "N/A", "Unknown", "0", "soon"]) t.equal(slurmTime(text), undefined, text)
})
