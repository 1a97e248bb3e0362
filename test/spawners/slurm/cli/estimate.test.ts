import t from "tap"
import { estimate } from "../../../../spawners/slurm/cli/estimate.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const answered = (result: object) =>
  estimate(slurmContext({}, { exec: scriptedExec(() => result) }), ["sbatch", "--test-only"], "#!/bin/sh\n")

t.test("when and where, in the words of several versions", async t => {
  const at = new Date(1795822660000)
  const says = (stderr: string) => answered({ stderr })
  t.same(await says("sbatch: Job 3 to start at 1795822660 using 1 processors on nodes n1 in partition large\n"), {
    outcome: "start",
    at,
    nodes: ["n1"],
  })
  t.same(await says("sbatch: Job 3 to start at 1795822660 using 16 processors on nodes g[01-02] in partition x\n"), {
    outcome: "start",
    at,
    nodes: ["g01", "g02"],
  })
  t.match(
    await says(
      "sbatch: Job 5837 to start at 2025-10-04T19:33:09 using 8 processors on nodes gpu01 in partition V100\n",
    ),
    { outcome: "start", at: new Date(2025, 9, 4, 19, 33, 9), nodes: ["gpu01"] },
    "where a prefix keeps the form of times from sbatch",
  )
  // Before 20.02 without the word.
  t.match(await says("sbatch: Job 3 to start at 2026-11-27T23:37:40 using 8 processors on g1\n"), {
    at: new Date(2026, 10, 27, 23, 37, 40),
    nodes: [],
  })
})

t.test("what Slurm would not take is told in its words", async t => {
  t.same(await answered({ code: 1, stderr: "allocation failure: Requested node configuration is not available\n" }), {
    outcome: "refused",
    says: "Requested node configuration is not available",
  })
  const stderr =
    "sbatch: error: invalid partition specified: nope\nallocation failure: Invalid partition name specified\n"
  t.same(await answered({ code: 1, stderr }), {
    outcome: "refused",
    says: "invalid partition specified: nope; Invalid partition name specified",
  })
  const full =
    "sbatch: error: QOSMaxSubmitJobPerUserLimit\nallocation failure: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n"
  t.match(await answered({ code: 1, stderr: full }), { outcome: "refused", full: true }, "the jobs that there are")
})

t.test("no answer is a Fault, never a time and never a no", async t => {
  for (const result of [
    { code: null, timedOut: true },
    { code: 1, stderr: "allocation failure: Unable to contact slurm controller (connect failure)" },
    { code: 1, stderr: "sudo: a password is required" },
    { code: 127, stderr: "" },
    { code: 0, stderr: "" },
    { code: 0, stderr: "sbatch: Job 3 to start at Unknown using 1 processors" },
  ]) {
    await t.rejects(answered(result), { status: 503, message: /sbatch/ }, JSON.stringify(result))
  }
})
