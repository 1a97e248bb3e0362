/** The proxy's command line and environment, as JupyterHub makes them and without the hub's secrets. */
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { chpArgv, chpEnv, hostAndPort } from "../../hub/proxy/chp-command.ts"
import { testConfig } from "../support/config.ts"

const hub = "http://127.0.0.1:8081/hub/"

t.test("the argv is JupyterHub's", async t => {
  const config = await testConfig(t.testdir(), { "ConfigurableHTTPProxy.command": ["chp"] })
  t.same(chpArgv(config, hub), [
    ...["chp", "--ip", "", "--port", "8000", "--api-ip", "127.0.0.1", "--api-port", "8001"],
    ...["--error-target", "http://127.0.0.1:8081/hub/error", "--log-level", "info"],
  ])
})

t.test("certificates, subdomains, debug and sockets have their flags", async t => {
  const config = await testConfig(t.testdir(), {
    "ConfigurableHTTPProxy.command": ["chp", "--x"],
    "ConfigurableHTTPProxy.api_url": "http+unix://%2Frun%2Fapi.sock",
    "ConfigurableHTTPProxy.debug": true,
    "JupyterHub.bind_url": "https://10.0.0.1/",
    "JupyterHub.ssl_key": "/key",
    "JupyterHub.ssl_cert": "/cert",
    "JupyterHub.subdomain_host": "https://example.org",
  })
  t.same(chpArgv(config, hub), [
    ...["chp", "--x", "--ip", "10.0.0.1", "--port", "443", "--api-socket", "/run/api.sock"],
    ...["--error-target", "http://127.0.0.1:8081/hub/error", "--log-level", "debug"],
    ...["--host-routing", "--ssl-key", "/key", "--ssl-cert", "/cert"],
  ])
})

t.test("PATH's configurable-http-proxy comes first, the package's own is always there", async t => {
  const folder = t.testdir()
  const own = chpArgv(await testConfig(folder, {}, { PATH: folder }), hub)
  t.equal(own[0], process.execPath)
  t.match(own[1], /node_modules\/configurable-http-proxy\/bin\/configurable-http-proxy$/)
  writeFileSync(join(folder, "configurable-http-proxy"), "#!/bin/sh\n")
  chmodSync(join(folder, "configurable-http-proxy"), 0o755)
  t.equal(chpArgv(await testConfig(folder, {}, { PATH: folder }), hub)[0], "configurable-http-proxy")
})

t.test("the environment has the token and nothing secret of the hub's", async t => {
  const config = await testConfig(
    t.testdir(),
    {},
    {
      PATH: "/bin",
      HOME: "/root",
      JUPYTERHUB_CRYPT_KEY: "ab".repeat(32),
      CONFIGPROXY_SSL_KEY_PASSPHRASE: "p",
      OTHER: "x",
    },
  )
  const { PATH, ...rest } = chpEnv(config, "token")
  t.same(rest, { HOME: "/root", CONFIGPROXY_SSL_KEY_PASSPHRASE: "p", CONFIGPROXY_AUTH_TOKEN: "token" })
  t.match(PATH, /^\/bin:/)
})

t.test("addresses with and without host and port", async t => {
  t.same(hostAndPort("http://:8000"), { ip: "", port: 8000 })
  t.same(hostAndPort("https://[::1]/x"), { ip: "::1", port: 443 })
  t.same(hostAndPort("http://host"), { ip: "host", port: 80 })
})

t.test("with internal_ssl both sides of the proxy show their certificates and ask for the others'", async t => {
  const files = (name: string) => ({ key: `/${name}.key`, cert: `/${name}.crt`, ca: `/${name}-ca.crt` })
  const tls = { hub: { key: "", cert: "", ca: "" }, proxyApi: files("api"), proxyClient: files("client") }
  const argv = chpArgv(await testConfig(t.testdir()), hub, tls)
  t.same(argv.slice(argv.indexOf("--api-ssl-key")), [
    ...["--api-ssl-key", "/api.key", "--api-ssl-cert", "/api.crt", "--api-ssl-ca", "/api-ca.crt"],
    ...["--api-ssl-request-cert", "--api-ssl-reject-unauthorized"],
    ...["--client-ssl-key", "/client.key", "--client-ssl-cert", "/client.crt", "--client-ssl-ca", "/client-ca.crt"],
    ...["--client-ssl-request-cert", "--client-ssl-reject-unauthorized"],
  ])
})
