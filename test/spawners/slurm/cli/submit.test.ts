import t from "tap"
import { submit } from "../../../../spawners/slurm/cli/submit.ts"
import { noNumbers, numbers, perhaps, type RecordedOutput, refused } from "../../../contract/slurm-outputs.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const answered = async (output: Partial<RecordedOutput>, find: () => Promise<string | null>) => {
  let looks = 0
  const look = () => {
    looks++
    return find()
  }
  const context = slurmContext({}, { exec: scriptedExec(() => output) })
  const answer = await submit(context, ["sbatch"], "#!/bin/sh", look).catch((error: unknown) => error)
  return { answer, looks }
}
const none = async () => null
const found = async () => "4711"
const unasked = async () => Promise.reject(new Error("squeue: down"))

t.test("the job's number, in every form in which it comes, with a site's words around it", async t => {
  for (const { number, ...output } of numbers) {
    t.same(await answered(output, none), { answer: number, looks: 0 }, output.from)
  }
})

t.test("Slurm's own closing line is a no, whatever else was said, and nobody looks for the job", async t => {
  for (const { says, ...output } of refused) {
    const { answer, looks } = await answered({ code: 1, ...output }, found)
    t.match(answer, { status: 403, message: says, detail: { code: "slurm-refused" } }, output.from)
    t.match(answer, { message: /^Slurm refused the job: / })
    t.equal(looks, 0, output.from)
  }
})

t.test("after anything else the job is looked for by its name, at once: never another number, never a no", async t => {
  const all = [...noNumbers.map(row => ({ code: 0, ...row })), ...perhaps.map(row => ({ code: 1, ...row }))]
  for (const output of all) {
    t.same(await answered(output, found), { answer: "4711", looks: 1 }, output.from)
    const { answer } = await answered(output, none)
    t.match(answer, { status: 503, message: /^The job was not found/, detail: { code: "submit-unclear" } }, output.from)
    t.equal((answer as Error).constructor.name, "Fault", "a Refusal would free what a job may hold")
    const silent = await answered(output, unasked)
    t.match(silent.answer, { status: 503, message: /Slurm does not answer/ }, output.from)
    t.equal((silent.answer as Error).constructor.name, "Fault")
  }
})

t.test("what was said is told, without what a terminal would obey", async t => {
  const say = async (output: object) => ((await answered(output, none)).answer as Error).message
  t.match(
    await say({ code: 1, stderr: "sudo: alice is not allowed\u001b[0m" }),
    /sudo: alice is not allowed\?\[0m, exit/,
  )
  t.match(await say({ code: null, signal: "SIGKILL" }), /exit code SIGKILL/)
  t.match(await say({ code: null, timedOut: true }), /no answer within 60 seconds/)
  t.match(await say({}), /: nothing\./)
})
