/** Mutual TLS between hub, proxy and servers, with certificates that JupyterHub itself made: all three are the real ones. */
import { existsSync, readFileSync } from "node:fs"
import { request } from "node:https"
import { join } from "node:path"
import t from "tap"
import { exec } from "../../hub/core/exec.ts"
import { startHub } from "../support/hub.ts"
import { hubPlace, writeConfig } from "../support/hub-place.ts"
import { freePort } from "../support/ports.ts"
import { pythonEnv, pythonProgram } from "../support/python.ts"
import { untilServer } from "../support/server-states.ts"

const rootOnly = process.getuid?.() === 0 ? ["--allow-root"] : []

/** The status, or the code of the error, of a request with these certificates. */
function knock(
  url: string,
  tls: { readonly ca: string; readonly key?: string; readonly cert?: string },
): Promise<unknown> {
  return new Promise(resolve => {
    const sent = request(url, { ...tls, agent: false }, response => {
      response.destroy()
      resolve(response.statusCode)
    })
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sent.end()
  })
}

/** A service as sites write them: over TLS it is asked and asks, with what its environment names. */
const service = `
const { readFileSync, writeFileSync } = require("node:fs")
const https = require("node:https")
const env = process.env
const [key, cert, ca] = [env.JUPYTERHUB_SSL_KEYFILE, env.JUPYTERHUB_SSL_CERTFILE, env.JUPYTERHUB_SSL_CLIENT_CA].map(f => readFileSync(f))
const tls = { key, cert, ca, agent: false }
https.get(env.JUPYTERHUB_API_URL, tls, answer => writeFileSync("service-said", String(answer.statusCode)))
https.createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (_, answer) => answer.end("served"))
  .listen(new URL(env.JUPYTERHUB_SERVICE_URL).port, "127.0.0.1")
`

t.test("from the login to a page of a server, every connection behind the proxy with two certificates", async t => {
  const place = await hubPlace(t, {
    Spawner: { cmd: [pythonProgram("jupyterhub-singleuser")], args: rootOnly, start_timeout: 180, http_timeout: 180 },
  })
  const { api_url, ...proxy } = place.settings.ConfigurableHTTPProxy ?? {}
  const settings = {
    ...place.settings,
    JupyterHub: {
      ...place.settings.JupyterHub,
      internal_ssl: true,
      internal_certs_location: "certs",
      services: [
        {
          name: "told",
          command: [process.execPath, "-e", service],
          cwd: place.folder,
          url: `https://127.0.0.1:${await freePort()}`,
        },
      ],
    },
    ConfigurableHTTPProxy: { ...proxy, api_url: `${api_url}`.replace("http:", "https:") },
  }
  const file = writeConfig({ ...place, settings })
  const made = await exec([pythonProgram("jupyterhub"), "-f", file, "--generate-certs"], {
    cwd: place.folder,
    env: pythonEnv(),
  })
  t.equal(made.code, 0, made.stderr)
  const before = readFileSync(join(place.folder, "certs/hub-internal/hub-internal.crt"), "utf8")

  const hub = await startHub(t, { at: { place, file } })
  t.equal(
    readFileSync(join(place.folder, "certs/hub-internal/hub-internal.crt"), "utf8"),
    before,
    "JupyterHub's are used",
  )
  const browser = hub.client()
  t.equal((await browser.login("ada")).status, 302)
  t.match((await browser.api("POST", "/users/ada/server")).status, /20[12]/)
  await untilServer(browser, "ada", server => server?.ready === true)
  const page = await browser.open("/user/ada/")
  t.equal(page.status, 200, "through the proxy, by way of a login at the hub")
  t.match((await browser.ask("/user/ada/api/status")).json(), { kernels: 0 })

  t.equal(readFileSync(join(place.folder, "service-said"), "utf8"), "200", "a service asks the hub")
  t.equal((await browser.ask("/services/told/")).text, "served", "and is asked")

  const target = (await hub.core.proxy.listRoutes()).find(route => route.routespec === "/user/ada/")?.target ?? ""
  t.match(target, /^https:/)
  const read = (path: string) => readFileSync(join(place.folder, "certs", path), "utf8")
  const ca = read("hub-ca_trust.crt")
  const own = { ca, key: read("hub-internal/hub-internal.key"), cert: read("hub-internal/hub-internal.crt") }
  const stranger = { ca, key: read("services-ca/services-ca.key"), cert: read("services-ca/services-ca.crt") }
  for (const url of [`${target}/user/ada/api`, `${new URL(hub.hubUrl).host}/hub/api`.replace(/^/, "https://")]) {
    t.equal(await knock(url, own), 200, `${url} with the hub's certificate`)
    t.type(await knock(url, { ca }), "string", "and without any")
  }
  t.type(await knock(`${target}/user/ada/api`, stranger), "string", "nor with one that servers do not trust")
  t.ok(existsSync(join(place.folder, "certs/user-ada/user-ada.crt")))
  t.match((await browser.api("DELETE", "/users/ada/server")).status, /20[24]/)
})
