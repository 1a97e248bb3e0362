import t from "tap"
import { running } from "../../../../spawners/slurm/cli/running.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

// As Slurm 24.11.5 wrote the first on the test cluster; the rest in the forms of its man page.
const lines = [
  "1|2026-12-02T02:21:13|(null)|n1",
  "12_3|1796119200|carme-hub-1|gpu[01-02]",
  "13|NONE|N/A|n2",
  "slurm_load_jobs: warning",
]

t.test("where jobs run, until when, and in which reservation", async t => {
  const exec = scriptedExec(() => ({ stdout: lines.join("\n") }))
  t.same(await running(["svc"], slurmContext({}, { exec })), [
    { id: "1", nodes: ["n1"], end: new Date("2026-12-02T02:21:13"), reservation: null },
    { id: "12_3", nodes: ["gpu01", "gpu02"], end: new Date(1796119200000), reservation: "carme-hub-1" },
    { id: "13", nodes: ["n2"], end: null, reservation: null },
  ])
  t.match(exec.calls[0]?.argv.join(" "), /^svc squeue --all --noheader --states=RUNNING,CONFIGURING --format=\S+$/)
})

t.test("no answer is a Fault: it does not mean that nothing runs", async t => {
  const down = slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr: "connect failure" })) })
  await t.rejects(running([], down), { status: 503, message: /squeue/ })
})
