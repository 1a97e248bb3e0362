import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { type AddressInfo, createServer as createTcpServer } from "node:net"
import t, { type Test } from "tap"
import { sendJson } from "../../../../spawners/slurm/rest/http-json.ts"
import { shortFolder } from "../../../support/short-folder.ts"

async function serving(t: Test, answer: (request: IncomingMessage, response: ServerResponse) => void, path?: string) {
  const server = createServer(answer)
  await new Promise<void>(resolve => (path ? server.listen(path, resolve) : server.listen(0, "127.0.0.1", resolve)))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return path ? `unix:${path}` : `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const get = { method: "GET", path: "/slurm/v0.0.42/jobs/?a=b", headers: {}, timeoutMs: 5_000 } as const

t.test("a body there and back, by an address and by a socket", async t => {
  const echo = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on("data", chunk => chunks.push(chunk))
    request.on("end", () => {
      const { method, url, headers } = request
      const body = Buffer.concat(chunks).toString()
      response.end(JSON.stringify({ method, url, type: headers["content-type"], x: headers["x-y"], body }))
    })
  }
  for (const base of [await serving(t, echo), await serving(t, echo, `${shortFolder(t)}/s.sock`)]) {
    const { status, body } = await sendJson({ ...get, base, method: "POST", body: { a: "ü" }, headers: { "X-Y": "z" } })
    t.equal(status, 200)
    t.match(body, { method: "POST", url: get.path, type: "application/json", x: "z", body: '{"a":"ü"}' })
  }
  const below = await sendJson({ ...get, base: `${await serving(t, echo)}/proxy/` })
  t.match(below.body, { method: "GET", url: `/proxy${get.path}`, body: "" })
})

t.test("what is no JSON is told as the text that it is", async t => {
  const base = await serving(t, (_request, response) => response.writeHead(401).end("Authentication failure"))
  t.same(await sendJson({ ...get, base }), { status: 401, body: undefined, text: "Authentication failure" })
})

t.test("silence, a connection that breaks, and nobody there reject", async t => {
  const silent = await serving(t, () => {})
  await t.rejects(sendJson({ ...get, base: silent, timeoutMs: 50 }), { message: "no answer within 0.05 seconds" })
  const breaking = await serving(t, (_request, response) => {
    response.writeHead(200, { "content-length": "100" })
    response.write("{")
    response.socket?.destroy()
  })
  await t.rejects(sendJson({ ...get, base: breaking }), { code: "ECONNRESET" })
  await t.rejects(sendJson({ ...get, base: "http://127.0.0.1:9" }), { code: "ECONNREFUSED" })
  await t.rejects(sendJson({ ...get, base: "unix:/nowhere.sock" }), { code: "ENOENT" })
})

t.test("a second answer behind the first, as slurmrestd 26.05 sends it with each no", async t => {
  const no = JSON.stringify({ jobs: [], errors: [{ error_number: 2017, error: "Invalid job id specified" }] })
  const head = (type: string, body: string) =>
    `HTTP/1.1 404 NOT FOUND\r\nConnection: Close\r\nContent-Length: ${body.length}\r\nContent-Type: ${type}\r\n\r\n${body}`
  const both = head("application/json", no) + head("text/plain", "Invalid job id specified")
  for (const parts of [[both], [both.slice(0, both.indexOf("HTTP", 1)), both.slice(both.indexOf("HTTP", 1))]]) {
    const server = createTcpServer(socket => {
      socket.on("error", () => {})
      socket.once("data", () => {
        for (const part of parts) socket.write(part)
        socket.end()
      })
    })
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
    t.teardown(() => server.close())
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    t.match(await sendJson({ ...get, base }), { status: 404, body: { errors: [{ error_number: 2017 }] } })
  }
})
