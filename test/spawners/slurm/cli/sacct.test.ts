import t from "tap"
import type { Exec } from "../../../../hub/plugin/context.ts"
import { sacct } from "../../../../spawners/slurm/cli/sacct.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

t.test("allocations with their exit codes, a signal as a shell tells it", async t => {
  const stdout = [
    "1|alice|COMPLETED|0:0|1795416905|1795417005|100|billing=2,cpu=2,gres/gpu:a100=2,gres/gpu=2,mem=1G,node=1|a",
    "2|alice|FAILED|7:0|2026-11-23T06:55:05|2026-11-23T06:55:07|2|cpu=1|b",
    "3|bob|CANCELLED by 1|0:15|None|1795417005|0||c|d",
    "4.batch|x|Z|0:0|||0||y",
    "5|x|Z|?|1795416905|Unknown|7|cpu=1|y",
    "7|bob|CANCELLED by 1|0:0|1795416905|1795416906|1||e",
    "6|x|Z",
  ].join("\n")
  const exec = scriptedExec(() => ({ stdout }))
  const jobs = await sacct(slurmContext({}, { exec }), ["svc"], ["1", "2", "3"])
  t.same(
    [...jobs.values()].map(job => [job.id, job.state, job.exitCode]),
    [
      ["1", "COMPLETED", 0],
      ["2", "FAILED", 7],
      ["3", "CANCELLED by 1", 143],
      ["5", "Z", null],
      ["7", "CANCELLED by 1", 0],
    ],
  )
  t.match(jobs.get("1"), {
    start: new Date(1795416905000),
    end: new Date(1795417005000),
    elapsedSeconds: 100,
    gpus: 2,
    gpusByType: { a100: 2 },
  })
  t.match(jobs.get("2"), { end: new Date(2026, 10, 23, 6, 55, 7), gpus: 0, gpusByType: {} })
  t.match(jobs.get("3"), { name: "c|d", start: null, elapsedSeconds: 0 }, "a name may hold anything")
  t.match(jobs.get("5"), { end: null, elapsedSeconds: 7 })
  t.match(jobs.get("7"), { start: null, elapsedSeconds: 0 }, "what held nothing never began, whatever is told of it")
  t.match(exec.calls[0]?.argv.join(" "), /^svc sacct --allocations --parsable2 --noheader .* --allusers --jobs=1,2,3$/)
})

t.test("a name of several lines tells nothing of other jobs", async t => {
  const exec: Exec = async argv => {
    const between = argv.find(word => word.startsWith("--delimiter="))?.slice("--delimiter=".length) ?? "|"
    const fields = ["1", "alice", "RUNNING", "0:0", "1795416905", "Unknown", "7", "cpu=1", "a"]
    const forged = "2|bob|COMPLETED|0:0|1795416905|1795417005|9999|gres/gpu=9|carme-b"
    return { code: 0, signal: null, timedOut: false, stdout: `${fields.join(between)}\n${forged}\n`, stderr: "" }
  }
  const jobs = await sacct(slurmContext({}, { exec }), [], ["1", "2"])
  t.same([...jobs.values()], [{ ...jobs.get("1"), id: "1", user: "alice", state: "RUNNING", name: "a" }])
})

t.test("a site without accounting has nothing to say; one that does not answer is a Fault", async t => {
  const answer = (stderr: string) => slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr })) })
  t.equal((await sacct(answer("Slurm accounting storage is disabled"), [], ["1"])).size, 0)
  const down = answer("sacct: error: Problem talking to the database: Connection refused")
  await t.rejects(sacct(down, [], ["1"]), { status: 503, message: /sacct/ })
})
