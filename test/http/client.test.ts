/** Whose forwarded headers count, and what they say. */
import type { IncomingMessage } from "node:http"
import t from "tap"
import { clientHost, clientIp, clientProtocol } from "../../hub/http/client.ts"
import { testConfig } from "../support/config.ts"

const request = (peer: string, headers: Record<string, string> = {}, encrypted = false) =>
  ({ headers, socket: { remoteAddress: peer, ...(encrypted ? { encrypted } : {}) } }) as unknown as IncomingMessage

const plain = { config: await testConfig(t.testdir()) }

t.test("a stranger's headers count for nothing", async t => {
  const headers = { "x-forwarded-for": "1.2.3.4", "x-real-ip": "1.2.3.4", "x-forwarded-proto": "https" }
  t.equal(clientIp(plain, request("203.0.113.9", headers)), "203.0.113.9")
  t.equal(clientProtocol(plain, request("203.0.113.9", headers)), "http")
  t.equal(clientProtocol(plain, request("203.0.113.9", {}, true)), "https")
})

t.test("the proxy beside the hub is believed", async t => {
  for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1", ""]) {
    t.equal(clientIp(plain, request(peer, { "x-forwarded-for": "9.9.9.9, 1.2.3.4" })), "1.2.3.4", peer)
    t.equal(clientProtocol(plain, request(peer, { "x-forwarded-proto": "https" })), "https")
  }
  t.equal(clientIp(plain, request("127.0.0.1")), "127.0.0.1")
  t.equal(clientIp(plain, request("127.0.0.1", { "x-forwarded-for": "not an ip" })), "127.0.0.1")
  const told = { "x-real-ip": "5.6.7.8", "x-forwarded-for": "1.2.3.4" }
  t.equal(clientIp(plain, request("127.0.0.1", told)), "1.2.3.4", "the proxy hands on what a browser sent")
})

t.test("so it is where the hub listens at an address of the machine, for the jobs of a cluster", async t => {
  const headers = { "x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https" }
  const local = (peer: string, localAddress: string) =>
    ({ headers, socket: { remoteAddress: peer, localAddress } }) as unknown as IncomingMessage
  t.equal(clientIp(plain, local("::ffff:10.0.0.1", "10.0.0.1")), "1.2.3.4")
  t.equal(clientProtocol(plain, local("10.0.0.1", "10.0.0.1")), "https")
  t.equal(clientIp(plain, local("10.0.0.11", "10.0.0.1")), "10.0.0.11", "a node is no proxy")
})

t.test("so is one where the proxy's API is, and what the site names", async t => {
  const far = { config: await testConfig(t.testdir(), { "ConfigurableHTTPProxy.api_url": "http://10.0.0.7:8001" }) }
  t.equal(clientIp(far, request("10.0.0.7", { "x-forwarded-for": "1.2.3.4" })), "1.2.3.4")
  t.equal(clientIp(far, request("10.0.0.8", { "x-forwarded-for": "1.2.3.4" })), "10.0.0.8")
  const chain = { config: await testConfig(t.testdir(), { "JupyterHub.trusted_downstream_ips": ["10.0.0.9"] }) }
  t.equal(clientIp(chain, request("10.0.0.9", { "x-forwarded-for": "1.2.3.4, 10.0.0.9" })), "1.2.3.4")
})

t.test("what a browser sent through the proxy counts for nothing, in every header", async t => {
  const site = {
    config: await testConfig(t.testdir(), {
      "JupyterHub.trusted_downstream_ips": ["10.0.0.9"],
      "JupyterHub.forwarded_host_header": "X-Forwarded-Host",
    }),
  }
  const sent = {
    host: "hub.example.org",
    "x-real-ip": "6.6.6.6",
    "x-scheme": "https",
    forwarded: "proto=https",
    "x-forwarded-proto": "https,http",
    "x-forwarded-host": "evil.example",
  }
  const from = (hops: string) => request("127.0.0.1", { ...sent, "x-forwarded-for": hops })
  const browser = from("6.6.6.6,10.0.0.9,203.0.113.9")
  t.equal(clientIp(site, browser), "203.0.113.9")
  t.equal(clientProtocol(site, browser), "http")
  t.equal(clientHost(site, browser), "hub.example.org")
  const trusted = from("203.0.113.9,10.0.0.9")
  t.equal(clientIp(site, trusted), "6.6.6.6", "a proxy of the site's says so")
  t.equal(clientProtocol(site, trusted), "https")
  t.equal(clientHost(site, trusted), "evil.example")
  t.equal(
    clientProtocol(site, request("127.0.0.1", { "x-forwarded-proto": "http,https", "x-forwarded-for": "9.9.9.9" })),
    "https",
    "TLS ends at the hub's own proxy",
  )
  t.equal(clientProtocol(site, from("203.0.113.9,127.0.0.1")), "https", "a web server on this machine")
})

t.test("the outermost protocol counts: it is what the browser speaks", async t => {
  const protocol = (headers: Record<string, string>) => clientProtocol(plain, request("127.0.0.1", headers))
  t.equal(protocol({ "x-forwarded-proto": "https,http" }), "https")
  t.equal(protocol({ "x-scheme": "https" }), "https")
  t.equal(protocol({ forwarded: 'for=1.2.3.4;proto="https";host=x, proto=http' }), "https")
  t.equal(protocol({ "x-forwarded-proto": "gopher" }), "http")
})

t.test("the host is what the request names, or what the proxy tells where the site says so", async t => {
  const host = "rewritten:8081"
  const told = (value: string) => ({ host, "x-forwarded-host": value })
  t.equal(clientHost(plain, request("127.0.0.1", told("hub.example.org"))), host, "nobody said so")
  const site = { config: await testConfig(t.testdir(), { "JupyterHub.forwarded_host_header": "X-Forwarded-Host" }) }
  const seen = (value: string) => clientHost(site, request("127.0.0.1", told(value)))
  t.equal(seen("hub.example.org"), "hub.example.org")
  t.equal(seen("hub.example.org:8443, inner:80"), "hub.example.org:8443", "the outermost")
  t.equal(seen("[2001:db8::1]:443"), "[2001:db8::1]:443")
  for (const bad of ["", "a/b", "user@host", "a b", "-x", "x:port", 'a"><b', "a\\b", "x".repeat(300)]) {
    t.equal(seen(bad), host, `${bad} is no host`)
  }
  t.equal(clientHost(site, request("127.0.0.1", { host })), host)
  t.equal(clientHost(site, request("203.0.113.9", told("hub.example.org"))), host, "a stranger's word")
})
