import t from "tap"
import { refusalLine } from "../../../../spawners/slurm/cli/refusal-line.ts"
import { changesPerhaps, changesRefused, perhaps, refused } from "../../../contract/slurm-outputs.ts"

const result = (output: object) => ({ code: 1, signal: null, timedOut: false, stdout: "", stderr: "", ...output })

t.test("Slurm's own closing lines, and nothing else", async t => {
  for (const output of refused) t.type(refusalLine(result(output), "submit"), "string", output.from)
  for (const output of perhaps) t.equal(refusalLine(result(output), "submit"), null, output.from)
  for (const output of changesRefused) t.type(refusalLine(result(output), "change"), "string", output.from)
  for (const output of changesPerhaps) t.equal(refusalLine(result(output), "change"), null, output.from)
})

t.test("each command has its own: sbatch says another line when it only tests", async t => {
  const test = {
    stderr: "sbatch: error: invalid partition specified: x\nallocation failure: Invalid partition name specified\n",
  }
  t.equal(refusalLine(result(test), "estimate"), "Invalid partition name specified")
  t.equal(refusalLine(result(test), "submit"), null)
  const away = { stderr: "allocation failure: Unable to contact slurm controller (connect failure)\n" }
  t.equal(refusalLine(result(away), "estimate"), null)
  t.equal(refusalLine(result({ stdout: "Requested nodes are busy" }), "submit"), null, "not on standard output")
})
