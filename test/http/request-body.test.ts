import { IncomingMessage } from "node:http"
import { Socket } from "node:net"
import t from "tap"
import { bodyLimit, parseFormBody, parseJsonBody, readBody } from "../../hub/http/request-body.ts"

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
  t.same(await parseFormBody(Buffer.from("a=1&b=2&b=3&c=%C3%A9"), type), { a: "1", b: ["2", "3"], c: "é" })
  t.equal(await parseFormBody(Buffer.from("{}"), "application/json"), null)
  t.equal(await parseFormBody(Buffer.from("a=1"), "application/x-www-form-urlencodedx"), null)
})

t.test("multipart forms, with files and without", async t => {
  const form = new FormData()
  form.append("queue", "instant")
  form.append("many", "1")
  form.append("many", "2")
  form.append("notes", new File(["hello"], "n.txt", { type: "text/plain" }))
  form.append("nothing", new File([], ""))
  const made = new Response(form)
  const body = Buffer.from(await made.arrayBuffer())
  t.same(await parseFormBody(body, made.headers.get("content-type") ?? ""), {
    queue: "instant",
    many: ["1", "2"],
    notes_file: { filename: "n.txt", content_type: "text/plain", body: Buffer.from("hello") },
    nothing: "",
  })
})

t.test("a file without a type is of an unknown one", async t => {
  const part = 'Content-Disposition: form-data; name="notes"; filename="n.bin"'
  const body = Buffer.concat([Buffer.from(`--x\r\n${part}\r\n\r\n`), Buffer.of(255, 0), Buffer.from("\r\n--x--\r\n")])
  t.same(await parseFormBody(body, "multipart/form-data; boundary=x"), {
    notes_file: { filename: "n.bin", content_type: "application/unknown", body: Buffer.of(255, 0) },
  })
})

t.test("a malformed multipart body is a 400", async t => {
  const type = "multipart/form-data; boundary=x"
  await t.rejects(parseFormBody(Buffer.from("--y\r\nrubbish"), type), { status: 400, name: "Refusal" })
  await t.rejects(parseFormBody(Buffer.from("--x\r\n"), "multipart/form-data"), { status: 400, name: "Refusal" })
})
