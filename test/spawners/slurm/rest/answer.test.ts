/** Yes, no, and no answer: as slurmrestd 24.11.5 wrote them. */
import t from "tap"
import { readAnswer, signalNos } from "../../../../spawners/slurm/rest/answer.ts"

const answer = (status: number, body: unknown) => readAnswer({ status, body, text: String(body ?? "") }, "here")
const error = (error_number: number, error: string, description = "It failed") => ({
  errors: [{ description, error_number, error, source: "x()" }],
})

t.test("a yes, with what was ignored", async t => {
  t.same(answer(200, { jobs: [], errors: [], warnings: [] }), {
    ok: true,
    body: { jobs: [], errors: [], warnings: [] },
    warnings: [],
  })
  const warnings = [{ description: 'Ignoring unknown field "nope"', source: "#/job/nope/" }]
  t.match(answer(200, { warnings }), { ok: true, warnings: ['#/job/nope/ Ignoring unknown field "nope"'] })
})

t.test("a no is slurmctld's own", async t => {
  t.same(answer(500, error(2000, "Invalid partition name specified")), {
    ok: false,
    no: { number: 2000, says: "Invalid partition name specified" },
  })
  t.match(answer(404, error(2017, "Invalid job id specified")), { ok: false, no: { number: 2017 } })
  t.same(answer(200, error(0, "No error", "Failure to query node n9")), {
    ok: false,
    no: { number: 0, says: "Failure to query node n9" },
  })
})

t.test("everything else is no answer", async t => {
  const silent: readonly (readonly [number, unknown, RegExp])[] = [
    [502, error(1800, "Unable to contact slurm controller (connect failure)"), /Unable to contact/],
    [500, error(-1, "Unspecified error"), /Unspecified/],
    [500, error(1, "Operation not permitted"), /not permitted/],
    [500, error(2007, "Unable to create job record, try again"), /try again/],
    [500, error(2027, "Slurm backup controller in standby mode"), /standby/],
    [500, error(2131, "Controller is in standby mode, try a different controller"), /standby/],
    [500, error(1000, "Unexpected message received"), /Unexpected message/],
    [511, error(1007, "Protocol authentication error"), /authentication/],
    [422, error(9000, "Query empty or not RFC7320 compliant"), /Query/],
    [500, error(7000, "Unable to connect to database"), /database/],
    [500, error(0, "No error", "odd"), /odd/],
    // The partitions of a slurmctld that is away: a status and no error.
    [502, { errors: [], warnings: [] }, /HTTP 502/],
    [401, undefined, /HTTP 401/],
    [200, undefined, /HTTP 200/],
  ]
  for (const [status, body, message] of silent) t.throws(() => answer(status, body), { status: 503, message })
  t.throws(() => readAnswer({ status: 401, body: undefined, text: "Authentication\u001b failure" }, "x"), {
    message: /HTTP 401 Authentication {2}failure/,
  })
})

t.test("each cancelled job has a no of its own", async t => {
  const row = (code: number, message: string) => ({ error: { string: "s", code, message }, step_id: "7" })
  t.same(signalNos({ status: [row(0, "No error"), row(2002, "Access/permission denied")] }), [
    { number: 2002, says: "Access/permission denied" },
  ])
  t.same(signalNos({ status: [] }), [])
})
