/** Reading and writing one cookie. */
import type { Request, Response } from "express"
import t from "tap"
import {
  appendCookie,
  clearCookie,
  cookieOptions,
  readCookies,
  writeCookie,
  xsrfCookieOptions,
} from "../../hub/http/cookie.ts"
import { bareCore } from "../support/bare-core.ts"
import { manualClock } from "../support/clock.ts"

const from = (cookie?: string) =>
  ({ headers: cookie === undefined ? {} : { cookie }, socket: { remoteAddress: "127.0.0.1" } }) as unknown as Request

function response() {
  const lines: string[] = []
  return { lines, response: { append: (_: string, line: string) => lines.push(line) } as unknown as Response }
}

t.test("every value of a name, in order, without quotes", async t => {
  t.same(readCookies(from('a=1; b=2;a="3"; aa=4; a=x=y'), "a"), ["1", "3", "x=y"])
  t.same(readCookies(from("a; =1; ; b"), "a"), [])
  t.same(readCookies(from(), "a"), [])
})

t.test("all attributes, as browsers read them", async t => {
  const { core } = await bareCore(t, { clock: manualClock(new Date("2026-11-23T06:00:00Z")) })
  const { lines, response: to } = response()
  appendCookie(core, to, "a", "1", {
    path: "/x",
    domain: "d",
    secure: true,
    httponly: true,
    samesite: "Lax",
    expires_days: 1,
  })
  appendCookie(core, to, "b", "2", { max_age: 60 })
  appendCookie(core, to, "signed", "2|1:0|44:YQ==|ab", {})
  appendCookie(core, to, "__Host-c", "3", { path: "/x", domain: "d" })
  t.same(lines, [
    "a=1; Domain=d; expires=Tue, 24 Nov 2026 06:00:00 GMT; HttpOnly; Path=/x; SameSite=Lax; Secure",
    "b=2; Max-Age=60; Path=/",
    'signed="2|1:0|44:YQ==|ab"; Path=/',
    "__Host-c=3; Path=/; Secure",
  ])
})

t.test("cleared under the path and domain that it was set with", async t => {
  const { lines, response: to } = response()
  clearCookie(to, "a", { path: "/x", domain: "d" })
  clearCookie(to, "__Host-a", { path: "/x", domain: "d" })
  t.same(lines, [
    'a=""; Domain=d; expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/x',
    '__Host-a=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Secure',
  ])
})

t.test("Secure by the public URL where there is one", async t => {
  const { core } = await bareCore(t, { traits: { "JupyterHub.public_url": "https://hub.example.org/" } })
  const { lines, response: to } = response()
  writeCookie(core, from(), to, "a", "1", { path: "/" })
  t.same(lines, ["a=1; HttpOnly; Path=/; Secure"])
})

t.test("the site's options, in whichever letters; XSRF's own where there are some", async t => {
  const tornado = { cookie_options: { SameSite: "None", secure: true } }
  const { core } = await bareCore(t, { traits: { "JupyterHub.tornado_settings": tornado } })
  t.same(cookieOptions(core.config), { samesite: "None", secure: true })
  t.same(xsrfCookieOptions(core.config), { samesite: "None", secure: true })
  const own = { ...tornado, xsrf_cookie_kwargs: { domain: "d" } }
  const second = await bareCore(t, { traits: { "JupyterHub.tornado_settings": own } })
  t.same(xsrfCookieOptions(second.core.config), { domain: "d" })
})
