import t from "tap"
import { formatWalltime, walltimeInWords } from "../../hub/plugin/walltime.ts"

t.test("minutes as Slurm writes them", async t => {
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

t.test("minutes in words", async t => {
  const words = {
    0: "0 min",
    45: "45 min",
    60: "1 h",
    90: "1 h 30 min",
    1440: "1 day",
    2880: "2 days",
    1500: "1 day 1 h",
  }
  for (const [minutes, text] of Object.entries(words)) t.equal(walltimeInWords(Number(minutes)), text)
})
