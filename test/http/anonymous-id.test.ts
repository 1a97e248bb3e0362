/** What tells browsers apart before a login. */
import type { Request } from "express"
import t from "tap"
import { anonymousId } from "../../hub/http/anonymous-id.ts"
import { bareCore } from "../support/bare-core.ts"

function from(ip: string, headers: Record<string, string>): Request {
  const all: Record<string, string> = { "x-forwarded-for": ip, ...headers }
  return {
    headers: all,
    get: (name: string) => all[name.toLowerCase()],
    socket: { remoteAddress: "127.0.0.1" },
  } as never
}

const secrets = (networks: string[], headers = ["User-Agent"]) => ({
  cookieSecret: Buffer.alloc(32),
  cryptKeys: [],
  anonymousXsrf: { networks, headers },
})

t.test("the same hash as JupyterHub makes", async t => {
  const { core } = await bareCore(t)
  // urlsafe_b64encode(sha256(b"10.0.0.1" + b"Mozilla/5.0" + b"\xff").digest())
  t.equal(
    anonymousId(core, from("10.0.0.1", { "user-agent": "Mozilla/5.0" })),
    "g4Nu-xYpaWmOvxG3vzD3GKWOYjF79r6vhAXq4v_fjis=",
  )
})

t.test("another address or browser is another", async t => {
  const { core } = await bareCore(t)
  const ids = [
    from("10.0.0.1", { "user-agent": "a" }),
    from("10.0.0.2", { "user-agent": "a" }),
    from("10.0.0.1", { "user-agent": "b" }),
  ].map(request => anonymousId(core, request))
  t.equal(new Set(ids).size, 3)
})

t.test("a network of proxies counts as one address", async t => {
  const { core } = await bareCore(t, { secrets: secrets(["10.0.0.0/8", "fd00::/8"]) })
  const id = (ip: string) => anonymousId(core, from(ip, {}))
  t.equal(id("10.0.0.1"), id("10.9.9.9"))
  t.equal(id("fd00::1"), id("fd12::9"))
  t.not(id("10.0.0.1"), id("11.0.0.1"))
})

t.test("the headers that the site names, and where one ends", async t => {
  const { core } = await bareCore(t, { secrets: secrets([], ["X-One", "X-Two"]) })
  const id = (one: string, two: string) => anonymousId(core, from("10.0.0.1", { "x-one": one, "x-two": two }))
  t.not(id("ab", ""), id("a", "b"))
})
