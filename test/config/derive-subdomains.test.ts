import t from "tap"
import { loadSite } from "../support/site-config.ts"

const load = (t: Parameters<typeof loadSite>[0], ...settings: string[]) =>
  loadSite(t, { argv: settings.map(setting => `--JupyterHub.${setting}`) })

t.test("a host in full; the hub's routes and its public URL follow", async t => {
  const { config, warnings } = await load(t, "subdomain_host=hub.example.org:8443", "base_url=/x")
  t.equal(config.get("JupyterHub.subdomain_host"), "https://hub.example.org:8443")
  t.equal(config.get("JupyterHub.public_url"), "https://hub.example.org:8443/x/")
  t.equal(config.get("JupyterHub.hub_routespec"), "/")
  t.match(warnings, [/lacks the protocol: the hub takes https:\/\/hub\.example\.org:8443/])
  const plain = await load(t, "subdomain_host=http://hub.example.org/")
  t.equal(plain.config.get("JupyterHub.subdomain_host"), "http://hub.example.org")
  t.same(plain.warnings, [])
})

t.test("what is no host, and rules that are not there, end the start", async t => {
  await t.rejects(load(t, "subdomain_host=https://hub/path"), { message: /without a path/ })
  await t.rejects(load(t, "subdomain_host=ftp://hub"), { message: /must be a host such as/ })
  await t.rejects(load(t, "subdomain_host=https://hub", "subdomain_hook=other"), {
    message: /"idna", "legacy" or a function, got "other"/,
  })
  await t.rejects(load(t, "public_url=https://"), { message: /is no URL/ })
  const text =
    "c.JupyterHub.subdomain_host = 'https://hub'\nc.JupyterHub.subdomain_hook = lambda name, domain, kind: 'x'\n"
  const { config } = await loadSite(t, { files: { "jupyterhub_config.py": text } })
  t.match(config.hook("JupyterHub.subdomain_hook")?.repr, /function/)
  t.equal((await load(t, "subdomain_hook=other")).config.get("JupyterHub.subdomain_hook"), "other", "without effect")
  t.match((await load(t, "subdomain_host=https://h", "subdomain_hook=legacy")).warnings, [/deprecated/])
})
