/** What Slurm's answers mean for runs, and that no answer never means the end of one. */
import t from "tap"
import { cliDriver } from "../../../spawners/slurm/cli/cli-driver.ts"
import { createNodeAddresses } from "../../../spawners/slurm/nodes.ts"
import { type Absences, pollJobs } from "../../../spawners/slurm/poll.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { manualClock } from "../../support/clock.ts"
import { scriptedExec, slurmContext, slurmRun } from "../../support/slurm.ts"

type Answer = Parameters<typeof scriptedExec>[0]
const program = (argv: readonly string[]) => argv.find(word => /^(squeue|sacct|scontrol)$/.test(word))

function slurm(answer: Answer) {
  const exec = scriptedExec(answer)
  const clock = manualClock()
  const context = slurmContext({ service_prefix: ["svc"], exec_prefix: ["as", "{username}"] }, { exec, clock })
  const driver = cliDriver(readSettings(context), context)
  const addresses = createNodeAddresses()
  const absences: Absences = new Map()
  const poll = (runs: readonly ReturnType<typeof slurmRun>[]) =>
    pollJobs(runs, "", driver, context, addresses, absences)
  return { exec, clock, poll }
}

const run = (jobId: string, user = "alice") => slurmRun(user, { state: { job_id: jobId } })
const line = (r: ReturnType<typeof run>, state: string, node = "n/a", start = "N/A", reason = "None") =>
  `${r.state.job_id}|${r.user.name}|${state}|${node}|${start}|N/A|${reason}|${r.id}\n`

t.test("a node that is being prepared is news, although the reason of the wait stays", async t => {
  const [a, b] = [run("1"), run("2")]
  const { poll } = slurm(() => ({
    stdout: line(a, "PENDING", "n/a", "N/A", "Resources") + line(b, "CONFIGURING", "n1", "N/A", "Resources"),
  }))
  const answers = await poll([a, b])
  t.match(answers.get(a.id), { status: "pending", reason: "Resources" })
  t.same(answers.get(b.id), { status: "pending", reason: "Configuring", text: "The node is being prepared." })
})

t.test("one squeue for all, one scontrol for nodes never seen, no sacct", async t => {
  const [a, b, c] = [run("1"), run("2", "bob"), run("3")]
  const { exec, poll } = slurm(argv =>
    program(argv) === "squeue"
      ? {
          stdout:
            line(a, "RUNNING", "n1", "1795416905") +
            line(b, "RUNNING", "n2", "2026-11-23T06:55:05") +
            line(c, "PENDING", "n/a", "1795420000", "QOSMaxGRESPerUser"),
        }
      : { stdout: "NodeName=n1 Arch=x NodeAddr=10.0.0.11 X=1\nNodeName=n2 NodeAddr=node2.lan Y=2\n" },
  )
  const answers = await poll([a, b, c])
  t.same(answers.get(a.id), {
    status: "running",
    address: { host: "10.0.0.11" },
    since: new Date(1795416905000),
    node: "n1",
  })
  t.match(answers.get(b.id), { status: "running", address: { host: "node2.lan" } })
  t.match(answers.get(c.id), {
    status: "pending",
    reason: "QOSMaxGRESPerUser",
    text: /limit on GPUs for you/,
    estimate: new Date(1795420000000),
  })
  await poll([a, b, c])
  t.same(
    exec.calls.map(call => program(call.argv)),
    ["squeue", "scontrol", "squeue"],
  )
  t.ok(exec.calls[0]?.argv.includes("--jobs=1,2,3"))
})

t.test("no answer, garbage and other people's jobs are unknown, never gone", async t => {
  const a = run("1")
  const unknown: readonly (readonly [string, Answer])[] = [
    [
      "refused",
      () => ({ code: 1, stderr: "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" }),
    ],
    ["timed out", () => ({ code: null, timedOut: true })],
    ["permission", () => ({ code: 1, stderr: "sudo: a password is required" })],
    ["garbage", () => ({ stdout: "<html>502</html>\n\0\0|||\n" })],
    ["empty", () => ({ stdout: "" })],
    ["a state of the future", () => ({ stdout: line(a, "HIBERNATING") })],
    [
      "another's job",
      argv => (program(argv) === "squeue" ? { stdout: "1|mallory|COMPLETED|n1|N/A|N/A|None|x\n" } : {}),
    ],
    [
      "another run's job",
      argv => (program(argv) === "squeue" ? { stdout: "1|alice|FAILED|n1|N/A|N/A|None|carme-y\n" } : {}),
    ],
    ["sacct fails", argv => (program(argv) === "sacct" ? { code: 1, stderr: "Connection refused" } : {})],
    ["sacct says running", argv => (program(argv) === "sacct" ? { stdout: `1|alice|RUNNING|0:0|||0||${a.id}\n` } : {})],
  ]
  for (const [what, answer] of unknown) t.match((await slurm(answer).poll([a])).get(a.id), { status: "unknown" }, what)
})

t.test("a job that its person gives another name stays the run's, unless another run has that number now", async t => {
  const [a, b] = [run("1"), run("1")]
  const renamed = slurm(argv =>
    program(argv) === "squeue" ? { stdout: "1|alice|RUNNING|n1|N/A|N/A|None|carme-other\n" } : {},
  )
  t.match((await renamed.poll([a])).get(a.id), { status: "running", node: "n1" })
  const anew = slurm(argv => (program(argv) === "squeue" ? { stdout: line(b, "RUNNING", "n1") } : {}))
  const answers = await anew.poll([a, b])
  t.match(answers.get(a.id), { status: "unknown" })
  t.match(answers.get(b.id), { status: "running" })
})

t.test("an exec that throws is unknown too", async t => {
  const a = run("1")
  const { poll } = slurm(() => {
    throw new Error("Cannot start squeue")
  })
  t.same((await poll([a])).get(a.id), { status: "unknown", cause: "Cannot start squeue" })
})

t.test("a job that slurmctld has forgotten is what the accounting says", async t => {
  const runs = [run("1"), run("2"), run("3")]
  const [a, b, c] = runs as [(typeof runs)[0], (typeof runs)[0], (typeof runs)[0]]
  const { exec, poll } = slurm(argv =>
    program(argv) === "squeue"
      ? { code: 1, stderr: "slurm_load_jobs error: Invalid job id specified" }
      : {
          stdout: `1|alice|CANCELLED by 20001|0:15|||0||${a.id}\n2|alice|FAILED|7:0|||0||${b.id}\n3|alice|TIMEOUT|0:0|||0||${c.id}\n`,
        },
  )
  const answers = await poll(runs)
  t.same(answers.get(a.id), { status: "gone", exitCode: 143, reason: "The job was cancelled." })
  t.same(answers.get(b.id), { status: "gone", exitCode: 7, reason: "The job failed with exit code 7." })
  t.match(answers.get(c.id), { status: "gone", reason: "The job reached its time limit." })
  t.equal(exec.calls.length, 2, "one sacct for the three")
})

t.test("a job that nobody knows is gone after a minute, when its owner does not see it either", async t => {
  const a = run("1")
  const { exec, clock, poll } = slurm(() => ({ stdout: "" }))
  t.match((await poll([a])).get(a.id), { status: "unknown" })
  await clock.advance(59_000)
  t.match((await poll([a])).get(a.id), { status: "unknown" })
  await clock.advance(1_000)
  t.match((await poll([a])).get(a.id), { status: "gone", reason: "Slurm no longer knows the job." })
  t.same(exec.calls.at(-1)?.argv.slice(0, 3), ["as", "alice", "squeue"])
})

t.test("a job that only its owner may see lives on", async t => {
  const a = run("1")
  const { clock, poll } = slurm(argv => ({ stdout: argv[0] === "as" ? line(a, "RUNNING", "n1") : "" }))
  await poll([a])
  await clock.advance(120_000)
  t.match((await poll([a])).get(a.id), { status: "running" })
})

t.test("a job that batchspawner started has its own name and is ours all the same", async t => {
  const a = run("1")
  const { poll } = slurm(argv =>
    program(argv) === "squeue" ? { stdout: "1|alice|RUNNING|n1|N/A|N/A|None|spawner-jupyterhub\n" } : {},
  )
  t.match((await poll([a])).get(a.id), { status: "running", node: "n1" })
})

t.test("a run without a job number is not asked for", async t => {
  const { exec, poll } = slurm(() => ({}))
  t.same(await poll([slurmRun("alice"), run("1; id"), run("-1")]), new Map())
  t.same(exec.calls, [])
})
