import t from "tap"
import { restClient } from "../../../../spawners/slurm/rest/client.ts"
import type { JsonAnswer, JsonRequest } from "../../../../spawners/slurm/rest/http-json.ts"
import { createVersions } from "../../../../spawners/slurm/rest/version.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { slurmContext } from "../../../support/slurm.ts"

const tokens = { of: async (user: string) => `token-of-${user}` }

function client(answer: (request: JsonRequest) => Partial<JsonAnswer>, settings: Record<string, unknown> = {}) {
  const sent: JsonRequest[] = []
  const warned: unknown[] = []
  const context = slurmContext({ rest_url: "http://ctl:6820", rest_user: "hub", rest_version: "0.0.42", ...settings })
  const log = { ...context.log, warn: (message: string, fields?: unknown) => void warned.push([message, fields]) }
  const send = async (request: JsonRequest) => {
    sent.push(request)
    return { status: 200, body: {}, text: "", ...answer(request) }
  }
  const asking = { ...context, log }
  return { sent, warned, rest: restClient(readSettings(context), asking, tokens, createVersions(), send) }
}

t.test("each question as the one who asks, with a token in a header alone", async t => {
  const { sent, rest } = client(() => ({}))
  await rest.ask("alice", "POST", "/job/submit", { job: {} })
  await rest.ask(null, "GET", "/jobs/")
  await rest.askAccounting("/job/7")
  t.match(sent, [
    {
      method: "POST",
      base: "http://ctl:6820",
      path: "/slurm/v0.0.42/job/submit",
      body: { job: {} },
      headers: { "X-SLURM-USER-NAME": "alice", "X-SLURM-USER-TOKEN": "token-of-alice" },
    },
    { method: "GET", path: "/slurm/v0.0.42/jobs/", headers: { "X-SLURM-USER-NAME": "hub" } },
    { method: "GET", path: "/slurmdb/v0.0.42/job/7", headers: { "X-SLURM-USER-NAME": "hub" } },
  ])
  t.notMatch(sent.map(request => request.path).join(), "token")
})

t.test("the version is asked for, as the hub's own account", async t => {
  const { sent, rest } = client(({ path }) => ({ status: /0\.0\.4[45]/.test(path) ? 404 : 200 }), { rest_version: "" })
  t.equal(await rest.version(), "0.0.43")
  await rest.ask("alice", "GET", "/jobs/")
  t.match(sent, [
    { path: "/slurm/v0.0.45/ping/" },
    { path: "/slurm/v0.0.44/ping/" },
    { path: "/slurm/v0.0.43/ping/" },
    { path: "/slurm/v0.0.43/jobs/" },
  ])
})

t.test("what slurmrestd ignored of a change is told", async t => {
  const warnings = [{ description: 'Ignoring unknown field "nope"', source: "#/job/nope/" }]
  const { warned, rest } = client(() => ({ body: { warnings } }))
  await rest.ask("alice", "POST", "/job/submit", {})
  await rest.ask("alice", "GET", "/jobs/")
  t.match(warned, [["slurmrestd did not take everything", { path: "/slurm/v0.0.42/job/submit" }]])
})

t.test("no answer is a Fault that names the address and no token", async t => {
  const { rest } = client(() => {
    throw new Error("connect ECONNREFUSED 10.0.0.1:6820")
  })
  const message = await rest.ask("alice", "GET", "/jobs/").catch(error => String(error.message))
  t.match(message, /Slurm does not answer \(slurmrestd at http:\/\/ctl:6820: connect ECONNREFUSED/)
  t.notMatch(message, "token-of")
  t.throws(() => client(() => ({}), { rest_url: "" }), { status: 500, message: /rest_url has to be set/ })
})
