import t from "tap"
import { jobNumbers } from "../../../../spawners/slurm/cli/job-number.ts"
import { noNumbers, numbers } from "../../../contract/slurm-outputs.ts"

t.test("one number where Slurm says one, in the forms in which it says it", async t => {
  for (const { number, stdout = "", from } of numbers) t.same(jobNumbers(stdout), [number], from)
  t.same(jobNumbers("12\n12;c1\nSubmitted batch job 12\n"), ["12"], "the same, said again")
})

t.test("otherwise none, or more than one", async t => {
  for (const { stdout = "", code = 0, from } of noNumbers) {
    if (code === 0) t.not(jobNumbers(stdout).length, 1, from)
  }
  t.same(jobNumbers("You may see Submitted batch job 12\nSubmitted batch job 12 by mail\n"), [])
})
