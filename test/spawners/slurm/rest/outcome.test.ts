import t from "tap"
import type { RestAnswer } from "../../../../spawners/slurm/rest/answer.ts"
import { jobNumber } from "../../../../spawners/slurm/rest/outcome.ts"

const yes = (body: unknown): RestAnswer => ({ ok: true, body, warnings: [] })

t.test("the number of a submitted job; without one nobody knows, which is no refusal", async t => {
  t.equal(jobNumber(yes({ job_id: 12, step_id: "batch" })), "12")
  t.equal(jobNumber(yes({ job_id: { set: true, infinite: false, number: 13 } })), "13")
  for (const body of [
    {},
    { job_id: 0 },
    { job_id: null },
    { job_id: { set: false, infinite: false, number: 0 } },
    null,
  ])
    t.throws(() => jobNumber(yes(body)), { status: 500, message: /number of the job/ }, JSON.stringify(body))
  t.throws(() => jobNumber({ ok: false, no: { number: 2015, says: "Invalid account" } }), {
    status: 403,
    message: "Slurm refused the job: Invalid account",
  })
})
