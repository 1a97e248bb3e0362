import t from "tap"
import { loadSite } from "../support/site-config.ts"

const names = ["bind_url", "ip", "port", "base_url", "hub_routespec"] as const

t.test("the public address and its parts", async t => {
  const cases: [string[], (string | number)[]][] = [
    [[], ["http://:8000/", "", 8000, "/", "/"]],
    [
      ["--port=9000", "--ip=1.2.3.4"],
      ["http://1.2.3.4:9000/", "1.2.3.4", 9000, "/", "/"],
    ],
    [["--ip=::1"], ["http://[::1]:8000/", "::1", 8000, "/", "/"]],
    [["--base-url=jupyter"], ["http://:8000/jupyter/", "", 8000, "/jupyter/", "/jupyter/"]],
    [["--url=http://127.0.0.1:9000/lab/"], ["http://127.0.0.1:9000/lab/", "127.0.0.1", 9000, "/lab/", "/lab/"]],
    [["--url=http://x"], ["http://x", "x", 80, "/", "/"]],
    [
      ["--url=http://x", "--ssl-cert=c"],
      ["https://x", "x", 443, "/", "/"],
    ],
    [
      ["--ssl-cert=c", "--port=443"],
      ["https://:443/", "", 443, "/", "/"],
    ],
    [["--url=https://:8443"], ["http://:8443", "", 8443, "/", "/"]],
    [["--url=http+unix://%2Frun%2Fp.sock"], ["http+unix://%2Frun%2Fp.sock", "", 8000, "/", "/"]],
    [["--JupyterHub.hub_routespec=hub"], ["http://:8000/", "", 8000, "/", "/hub/"]],
  ]
  for (const [argv, expected] of cases) {
    const { config } = await loadSite(t, { argv })
    t.same(
      names.map(name => config.get(`JupyterHub.${name}`)),
      expected,
      argv.join(" "),
    )
  }
})

t.test("both the address and its parts: the parts hold, and it is said", async t => {
  const { config, warnings } = await loadSite(t, { argv: ["--url=http://:9000", "--ip=1.2.3.4"] })
  t.equal(config.get("JupyterHub.bind_url"), "http://1.2.3.4:8000/")
  t.match(warnings.join(), /Both c\.JupyterHub\.bind_url and ip/)
})

t.test("the public URL ends with the base URL", async t => {
  const url = async (...argv: string[]) => (await loadSite(t, { argv })).config.get("JupyterHub.public_url")
  t.equal(await url(), "")
  t.equal(await url("--JupyterHub.public_url=https://h.example/x", "--base-url=/x"), "https://h.example/x/")
  t.equal(await url("--JupyterHub.public_url=h.example", "--base-url=/x"), "https://h.example/x/")
  await t.rejects(url("--JupyterHub.public_url=https://h/y/", "--base-url=/x"), {
    message: /must end with the base URL/,
  })
})

t.test("an address that is none", async t => {
  await t.rejects(loadSite(t, { argv: ["--url=localhost"] }), { message: /bind_url must be a URL/ })
})
