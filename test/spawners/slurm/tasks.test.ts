/** Tasks, with Slurm's commands in words of the test's own: what is submitted as whom, and what is read back. */
import t from "tap"
import { slurmTasks } from "../../../spawners/slurm/tasks.ts"
import { instant, scriptedExec, slurmContext } from "../../support/slurm.ts"

const account = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }
const request = {
  id: "carme-test-1",
  user: "alice",
  script: "echo $uri",
  values: { uri: "docker://evil --bind=/etc" },
  input: "Bootstrap: docker\n",
  queue: instant,
  walltimeMinutes: 30,
  cpus: 2,
  memoryMb: 2048,
}
const settings = { exec_prefix: ["as", "{username}"], service_prefix: ["svc"], run_dir: "{homedir}/.runs" }

t.test("a task is a job of its person: the input over standard input, nothing of it in an argv", async t => {
  const exec = scriptedExec(argv => (argv.includes("sbatch") ? { stdout: "77\n" } : {}))
  const context = slurmContext(settings, { exec })
  const tasks = slurmTasks(async () => account)
  t.same(await tasks.submit(request, context), { job_id: "77" })
  const [make, write, submit] = exec.calls
  t.equal(make?.argv.at(-1), "/home/alice/.runs/carme-test-1.in")
  t.same(write?.argv, ["as", "alice", "dd", "of=/home/alice/.runs/carme-test-1.in", "status=none"])
  t.equal(write?.options.input, request.input)
  t.match(submit?.argv.slice(0, 3), ["as", "alice", "sbatch"])
  for (const word of [
    "--job-name=carme-test-1",
    "--partition=instant",
    "--time=0:30:00",
    "--mem=2048M",
    "--cpus-per-task=2",
  ])
    t.ok(submit?.argv.includes(word), word)
  t.notMatch(exec.calls.map(call => call.argv.join(" ")).join("\n"), "docker://")
  t.match(submit?.options.input, "uri='docker://evil --bind=/etc'")
})

t.test("log and result are read as the person, and as much as may be; removal names a file", async t => {
  const exec = scriptedExec(argv => {
    if (argv.includes("tail")) return { stdout: "building\n" }
    if (argv.includes("head")) return { stdout: "digest=x\n" }
    return argv.includes("rm") ? { code: 1, stderr: "rm: busy" } : {}
  })
  const context = slurmContext(settings, { exec })
  const tasks = slurmTasks(async () => account)
  const task = { id: "carme-test-1", user: "alice", state: { job_id: "77" } }
  t.equal(await tasks.log(task, context), "building")
  t.equal(await tasks.result(task, context), "digest=x\n")
  t.equal(await tasks.home("alice", context), "/home/alice")
  await t.rejects(tasks.removeFile("alice", "-rf", context), { status: 503, message: /busy/ })
  await tasks.cancel(task, context)
  await tasks.cancel({ ...task, state: {} }, context)
  const argvs = exec.calls.map(call => call.argv.join(" "))
  t.ok(
    argvs.every(argv => argv.startsWith("as alice ")),
    argvs.join("\n"),
  )
  t.ok(argvs.includes("as alice rm -f -- -rf"))
  for (const program of ["head", "tail"])
    t.ok(
      argvs.some(argv => argv.startsWith(`as alice timeout 8 ${program} `)),
      "a pipe that nobody writes to is left",
    )
  t.match(argvs.at(-1), "--name=carme-test-1")
})
