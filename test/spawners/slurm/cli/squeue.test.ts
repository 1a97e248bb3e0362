import t from "tap"
import type { Exec } from "../../../../hub/plugin/context.ts"
import { squeue } from "../../../../spawners/slurm/cli/squeue.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const asked = (stdout: string, more: object = {}) => {
  const exec = scriptedExec(() => ({ stdout, ...more }))
  return { exec, ask: (keys: readonly string[]) => squeue(slurmContext({}, { exec }), ["svc"], "jobs", keys) }
}

t.test("lines become jobs; what is none is left out", async t => {
  const { ask } = asked(
    [
      "12|alice|RUNNING|n1|1795416905|1795420505|None|carme-a-1",
      "13|alice|PENDING|n/a|N/A|N/A|(ReqNodeNotAvail, UnavailableNodes:n[1-2])|x|odd",
      "14_[1-3]|alice|PENDING|n/a|N/A|N/A|None|array",
      "slurm_load_jobs: warning",
      "",
    ].join("\n"),
  )
  const jobs = await ask(["12", "13"])
  t.same([...jobs.keys()], ["12", "13"])
  t.same(jobs.get("12"), {
    id: "12",
    user: "alice",
    name: "carme-a-1",
    state: "RUNNING",
    node: "n1",
    start: new Date(1795416905000),
    end: new Date(1795420505000),
    reason: "None",
  })
  t.match(jobs.get("13"), {
    node: "",
    start: undefined,
    reason: "(ReqNodeNotAvail, UnavailableNodes:n[1-2])",
    name: "x|odd",
  })
})

t.test("a person who gives a job a name of several lines tells nothing of other jobs, nor of this one", async t => {
  const name = "x|COMPLETED|n9|N/A|N/A|None\n13|bob|COMPLETED|n9|N/A|N/A|None|carme-b-1\n"
  const exec: Exec = async argv => {
    const format = argv.find(word => word.startsWith("--format="))?.slice("--format=".length) ?? ""
    const values: Readonly<Record<string, string>> = { i: "12", u: "alice", T: "RUNNING", B: "n1", j: name, r: "None" }
    const stdout = `${format.replace(/%(\w)/g, (_all, letter: string) => values[letter] ?? "N/A")}\n`
    return { code: 0, signal: null, timedOut: false, stdout, stderr: "" }
  }
  const jobs = await squeue(slurmContext({}, { exec }), [], "jobs", ["12", "13"])
  t.same([...jobs.keys()], ["12"])
  t.match(jobs.get("12"), { user: "alice", state: "RUNNING", node: "n1", reason: "None" })
})

t.test("one call, and more only for lists that fit into none", async t => {
  const { exec, ask } = asked("")
  await ask(Array.from({ length: 8001 }, (_, i) => String(i)))
  t.equal(exec.calls.length, 2)
  t.match(exec.calls[1]?.argv.join(" "), /^svc squeue --all --noheader --states=all --format=\S+ --jobs=8000$/)
})

t.test("a forgotten job is an empty answer, everything else that fails a Fault", async t => {
  const forgotten = asked("", { code: 1, stderr: "slurm_load_jobs error: Invalid job id specified" })
  t.equal((await forgotten.ask(["1"])).size, 0)
  const broken = asked("", { code: 1, stderr: "slurm_load_jobs error: Zero Bytes were transmitted or received" })
  await t.rejects(broken.ask(["1"]), { status: 503, message: /squeue: .*Zero Bytes/ })
})
