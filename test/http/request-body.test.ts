import { IncomingMessage } from "node:http"
import { Socket } from "node:net"
import t from "tap"
import { bodyLimit, parseFormBody, parseJsonBody, readBody } from "../../hub/http/request-body.ts"
import { startHub } from "../support/hub.ts"

function request(chunks: readonly Buffer[], headers: Record<string, string>): IncomingMessage {
  const message = new IncomingMessage(new Socket())
  Object.assign(message.headers, headers)
  for (const chunk of chunks) message.push(chunk)
  message.push(null)
  return message
}

t.test("a body is read whole", async t => {
  const body = await readBody(request([Buffer.from("{}"), Buffer.from("x")], { "content-length": "3" }))
  t.equal(body.toString(), "{}x")
  t.equal((await readBody(request([], {}))).length, 0)
})

t.test("too much is refused, whether announced or not", async t => {
  await t.rejects(readBody(request([], { "content-length": String(bodyLimit + 1) })), { status: 413, name: "Refusal" })
  const chunks = [Buffer.alloc(bodyLimit), Buffer.alloc(1)]
  await t.rejects(readBody(request(chunks, { "transfer-encoding": "chunked" })), { status: 413, name: "Refusal" })
})

t.test("JSON, or a 400", async t => {
  t.same(parseJsonBody(Buffer.from('{"a": 1}')), { a: 1 })
  t.equal(parseJsonBody(Buffer.alloc(0)), undefined)
  t.throws(() => parseJsonBody(Buffer.from("{bad")), { status: 400, message: "Invalid JSON in body of request" })
})

t.test("fields of forms", async t => {
  const type = "application/x-www-form-urlencoded; charset=utf-8"
  t.same(parseFormBody(Buffer.from("a=1&b=2&b=3&c=%C3%A9"), type), { a: "1", b: ["2", "3"], c: "é" })
  t.equal(parseFormBody(Buffer.from("{}"), "application/json"), null)
  t.equal(parseFormBody(Buffer.from("a=1"), "application/x-www-form-urlencodedx"), null)
})

t.test("JSON that is nested too deeply is a 400, however deep it is", async t => {
  const nested = (depth: number) => Buffer.from(`${"[".repeat(depth)}${"]".repeat(depth)}`)
  t.ok(parseJsonBody(nested(64)))
  for (const depth of [65, 4000, 500_000])
    t.throws(() => parseJsonBody(nested(depth)), { status: 400, message: /nested too deeply/ })
})

t.test("a body that is too long is a 413 through the proxy, too", async t => {
  const hub = await startHub(t)
  const headers = { "content-type": "application/json" }
  for (const megabytes of [2, 8, 32]) {
    const body = "x".repeat(megabytes * bodyLimit)
    const answers = await Promise.all(
      [1, 2, 3].map(() => hub.client("x").ask("/hub/api/users", { method: "POST", headers, body })),
    )
    t.same(
      answers.map(({ status }) => status),
      [413, 413, 413],
      `${megabytes} MiB`,
    )
  }
})
