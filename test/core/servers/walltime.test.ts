/** Minutes as Slurm writes them. */
import t from "tap"
import { formatWalltime } from "../../../hub/core/servers/walltime.ts"

t.test("minutes", async t => {
  const cases = {
    0: "0:00:00",
    61: "1:01:00",
    120: "2:00:00",
    1439: "23:59:00",
    1440: "1-00:00:00",
    3000: "2-02:00:00",
  }
  for (const [minutes, text] of Object.entries(cases)) t.equal(formatWalltime(Number(minutes)), text)
})
