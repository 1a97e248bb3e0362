/** The session id of a browser. */
import type { Request, Response } from "express"
import t from "tap"
import { clearSession, ensureSession, sessionId } from "../../hub/http/session.ts"
import { bareCore } from "../support/bare-core.ts"

const from = (cookie?: string) =>
  ({ headers: cookie === undefined ? {} : { cookie }, socket: { remoteAddress: "127.0.0.1" } }) as unknown as Request

function response() {
  const lines: string[] = []
  return { lines, response: { append: (_: string, line: string) => lines.push(line) } as unknown as Response }
}

t.test("the browser's own is kept", async t => {
  const { core } = await bareCore(t)
  const { lines, response: to } = response()
  t.equal(ensureSession(core, from("jupyterhub-session-id=abc"), to), "abc")
  t.same(lines, [])
})

t.test("a new one is set once, and counts for the rest of the request", async t => {
  const { core } = await bareCore(t)
  const { lines, response: to } = response()
  const request = from()
  t.equal(sessionId(request), null)
  const id = ensureSession(core, request, to)
  t.match(id, /^[0-9a-f]{32}$/)
  t.equal(ensureSession(core, request, to), id)
  t.equal(sessionId(request), id)
  t.same(lines, [`jupyterhub-session-id=${id}; HttpOnly; Path=/`])
})

t.test("with subdomains it is for all of them, and cleared there", async t => {
  const { core } = await bareCore(t, { traits: { "JupyterHub.subdomain_host": "https://hub.example.org:8443" } })
  const { lines, response: to } = response()
  ensureSession(core, from(), to)
  clearSession(core, to)
  t.match(lines[0], /; Domain=hub\.example\.org; /)
  t.match(lines[1], /^jupyterhub-session-id=""; Domain=hub\.example\.org; /)
})
