import t from "tap"
import { parseMultipart } from "../../hub/http/multipart.ts"

const parse = (body: Buffer | string, type = "multipart/form-data; boundary=x") =>
  parseMultipart(Buffer.from(body), type, 1000)

t.test("forms as browsers send them, with files and without", async t => {
  const form = new FormData()
  form.append("queue", "instant")
  form.append("many", "1")
  form.append("many", "2")
  form.append('a "name"\n', "ä")
  form.append("notes", new File(["hello"], "n.txt", { type: "text/plain" }))
  form.append("nothing", new File([], ""))
  const made = new Response(form)
  const body = Buffer.from(await made.arrayBuffer())
  t.same(parse(body, made.headers.get("content-type") ?? ""), {
    queue: "instant",
    many: ["1", "2"],
    'a "name"\r\n': "ä",
    notes_file: { filename: "n.txt", content_type: "text/plain", body: Buffer.from("hello") },
    nothing: "",
  })
})

t.test("a file without a type is of an unknown one, and a preamble is nobody's", async t => {
  const part = 'content-disposition: Form-Data; Name=notes; filename="n.bin"'
  const body = Buffer.concat([Buffer.from(`hi\r\n--x\r\n${part}\r\n\r\n`), Buffer.of(255, 0), Buffer.from("\r\n--x--")])
  t.same(parse(body, 'multipart/form-data; charset=utf-8; boundary="x"'), {
    notes_file: { filename: "n.bin", content_type: "application/unknown", body: Buffer.of(255, 0) },
  })
  t.same(parse("--x--\r\n"), {}, "a form without fields")
})

t.test("what is malformed is a 400 that says why", async t => {
  const field = 'Content-Disposition: form-data; name="a"\r\n\r\n1\r\n'
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["--y\r\nrubbish", "multipart/form-data; boundary=x", /a line of its boundary is missing/],
    ["--x\r\n", "multipart/form-data", /no boundary/],
    ["--x\r\n", `multipart/form-data; boundary=${"x".repeat(71)}`, /no boundary/],
    [`--x\r\n${field}`, "multipart/form-data; boundary=x", /a line of its boundary is missing/],
    [`--xy\r\n${field}--x--`, "multipart/form-data; boundary=x", /has not ended/],
    ["--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x", /no name/],
    ["--x\r\nno headers\r\n--x--", "multipart/form-data; boundary=x", /no headers/],
    [`--x\r\nA: ${"b".repeat(9000)}\r\n${field}--x--`, "multipart/form-data; boundary=x", /no headers, or too many/],
    [`${`--x\r\n${field}`.repeat(1001)}--x--`, "multipart/form-data; boundary=x", /more than 1000 parts/],
  ]
  for (const [body, type, message] of cases)
    t.throws(() => parse(body, type), { status: 400, message }, String(message))
})
