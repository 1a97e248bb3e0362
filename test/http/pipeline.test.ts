import t from "tap"
import { z } from "zod"
import { type Endpoint, endpoint } from "../../hub/http/endpoint.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import { testCore } from "../support/core.ts"
import { raw } from "../support/raw.ts"

const row = { summary: "", tag: "", handler: "x.Y", scopes: "none", replies: {} } as const

const table: readonly Endpoint[] = [
  endpoint({
    ...row,
    method: "post",
    path: "/api/echo/{:name}",
    query: z.object({ n: z.coerce.number().default(1) }),
    body: z.strictObject({ a: z.string().trim() }),
    async handle({ params, query, body, identity }) {
      return { status: 201, body: { params, query, body, kind: identity.kind } }
    },
  }),
  endpoint({
    ...row,
    method: "get",
    path: "/api/mine",
    scopes: ["read:users"],
    target: { user: "name" },
    async handle() {
      return { status: 204 }
    },
  }),
  endpoint({
    ...row,
    method: "post",
    path: "/api/own-check",
    checksXsrf: true,
    async handle({ identity }) {
      return { status: 200, body: { name: identity.user?.name ?? null } }
    },
  }),
  endpoint({
    ...row,
    method: "get",
    path: "/api/broken/:how",
    async handle({ params }) {
      if (params.how === "fault")
        throw new Fault(502, "The backend did not answer", { cause: new Error("ECONNREFUSED") })
      if (params.how === "limit")
        throw new Refusal(403, "No more", { code: "quota-gpus", limit: 1, used: 1, asked: 2, allowed: 0 })
      throw new Error("a secret detail")
    },
  }),
  endpoint({
    ...row,
    method: "get",
    path: "/page",
    scopes: "identified",
    async handle() {
      return { status: 200, body: "<p>page</p>" }
    },
  }),
]

t.test("handlers see validated values only", async t => {
  const hub = await testCore(t, { table })
  const answer = await hub.client().api("POST", "/echo/x?n=5&n=7&other=1", { a: " b " })
  t.equal(answer.status, 201)
  t.same(answer.json(), { params: { name: "x" }, query: { n: 7 }, body: { a: "b" }, kind: "anonymous" })
  t.same((await hub.client().api("POST", "/echo/", { a: "" })).json().params, {})
  for (const body of ["{bad", "[]", '"x"', { a: 1 }, { a: { toString: "x" } }, { a: "x", b: 1 }, undefined]) {
    t.equal((await hub.client().api("POST", "/echo/x", body)).status, 400, JSON.stringify(body))
  }
})

t.test("the type of a body does not change how it is checked", async t => {
  const hub = await testCore(t, { table })
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonx",
    "application/json\t;x",
    "",
  ]) {
    const sent = (body: string) =>
      raw(hub.url, "/hub/api/echo/x", { method: "POST", headers: type === "" ? {} : { "content-type": type }, body })
    t.equal((await sent('{"a":"x"}')).status, 201, type)
    t.equal((await sent('{"a":1}')).status, 400, type)
    t.equal((await sent("a=x")).status, 400, type)
  }
})

t.test("who is logged in by cookie must not be tricked", async t => {
  const hub = await testCore(t, { table: [...table, ...(await pages())] })
  const alice = hub.client()
  t.equal((await alice.login("alice", "x")).status, 302)
  const post = async (headers: Record<string, string>) =>
    (await alice.ask("/hub/api/echo/x", { method: "POST", headers, body: '{"a":"x"}' })).status
  const json = { "content-type": "application/json" }
  t.equal(await post(json), 403)
  t.equal(await post({ ...json, "x-xsrftoken": "forged" }), 403)
  t.equal(await post({ ...json, "x-xsrftoken": alice.xsrf() ?? "" }), 201)
  t.equal(await post({ ...json, origin: "https://evil.example" }), 403)
  t.same((await alice.ask("/hub/api/own-check", { method: "POST", headers: json })).json(), { name: "alice" })
})

async function pages() {
  const { loginPages } = await import("../../hub/http/pages/login.ts")
  return loginPages
}

t.test("errors of every kind", async t => {
  const hub = await testCore(t, { table })
  const get = (how: string) => hub.client().api("GET", `/broken/${how}`)
  const limit = await get("limit")
  t.same(limit.json(), { status: 403, message: "No more", code: "quota-gpus", limit: 1, used: 1, asked: 2, allowed: 0 })
  const fault = await get("fault")
  t.same(fault.json(), { status: 502, message: "The backend did not answer" })
  const unknown = await get("x")
  t.same(unknown.json(), { status: 500, message: "Internal Server Error" })
  const id = unknown.headers["x-request-id"]
  t.match(id, /^[0-9a-f]{8}$/)
  t.match(hub.log(), new RegExp(`request_id=${id}[^]*a secret detail`))
  t.match(hub.log(), /ECONNREFUSED/)
  t.notMatch(hub.log(), /Error: No more/)
})

t.test("a database that is away is nobody's fault but its own", async t => {
  const hub = await testCore(t, { table })
  const token = "a-token-that-would-be-looked-up"
  await hub.core.db.close()
  const answer = await hub.client(token).api("POST", "/echo/x", { a: "x" })
  t.not(answer.status, 403)
  t.ok(answer.status >= 500)
})

t.test("pages send people to the login, and bring them back", async t => {
  const hub = await testCore(t, { table })
  const answer = await raw(hub.url, "/hub/page?x=1")
  t.match(answer, { status: 302, headers: { location: "/hub/login?next=%2Fhub%2Fpage%3Fx%3D1" } })
  t.equal((await raw(hub.url, "/hub/api/mine")).status, 403)
})
