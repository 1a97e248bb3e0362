import t from "tap"
import type { Exec } from "../../../../hub/plugin/context.ts"
import { waiting } from "../../../../spawners/slurm/cli/waiting.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const lines = [
  "12|alice|gpu|100|N/A|Priority|a",
  "13_[1-30%2]|bob|gpu,long|4294967|1795416905|Resources|name|with bars",
  "15+0|carol|gpu|100|N/A|(null)|het",
  "11|carol|gpu|100|N/A|Dependency|b",
  "slurm_load_jobs: warning",
]

t.test("the next one first; arrays and heterogeneous jobs count once", async t => {
  const exec = scriptedExec(() => ({ stdout: lines.join("\n") }))
  const jobs = await waiting("gpu", ["svc"], slurmContext({}, { exec }))
  t.same(
    jobs.map(job => job.id),
    ["13", "11", "12", "15"],
  )
  t.same(jobs[0], {
    id: "13",
    user: "bob",
    name: "name|with bars",
    partitions: ["gpu", "long"],
    priority: 4294967,
    reason: "Resources",
    start: new Date(1795416905000),
  })
  t.equal(jobs[1]?.start, null)
  t.match(exec.calls[0]?.argv.join(" "), /^svc squeue --all --noheader --states=PENDING --format=\S+ --partition=gpu$/)
})

t.test("a name of several lines puts nobody into the queue", async t => {
  const stdout = "|b\n77|bob|gpu|9999999|N/A|None|forged"
  const exec: Exec = async argv => {
    const mark = /--format=(\w*)%/.exec(argv.join(" "))?.[1]
    return {
      code: 0,
      signal: null,
      timedOut: false,
      stdout: `${mark}2|alice|gpu|100|N/A|None|a${stdout}\n`,
      stderr: "",
    }
  }
  const jobs = await waiting("gpu", [], slurmContext({}, { exec }))
  t.same(
    jobs.map(job => job.id),
    ["2"],
  )
})

t.test("without a partition all; no answer is a Fault", async t => {
  const exec = scriptedExec(() => ({ stdout: "" }))
  t.same(await waiting(undefined, [], slurmContext({}, { exec })), [])
  t.notMatch(exec.calls[0]?.argv.join(" "), "--partition")
  const down = slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr: "connect failure" })) })
  await t.rejects(waiting(undefined, [], down), { status: 503, message: /squeue/ })
})
