/** internal_ssl with a spawner class of a site: its move_certs, and a server that nobody reaches without a certificate. */
import { existsSync } from "node:fs"
import { request } from "node:https"
import { join } from "node:path"
import t from "tap"
import { classEnv } from "../support/class-hub.ts"
import { startHub } from "../support/hub.ts"
import { hubPlace, writeConfig } from "../support/hub-place.ts"
import { untilServer } from "../support/server-states.ts"

const server = `
const { readFileSync } = require("node:fs")
const env = process.env
const [key, cert, ca] = [env.JUPYTERHUB_SSL_KEYFILE, env.JUPYTERHUB_SSL_CERTFILE, env.JUPYTERHUB_SSL_CLIENT_CA].map(f => readFileSync(f))
require("node:https").createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true }, (_, answer) => {
  answer.end(JSON.stringify({ key: env.JUPYTERHUB_SSL_KEYFILE, url: env.JUPYTERHUB_SERVICE_URL }))
}).listen(new URL(env.JUPYTERHUB_SERVICE_URL).port, "127.0.0.1")
`

t.test("move_certs says where the certificate lies, and the proxy reaches the server with its own", async t => {
  const place = await hubPlace(t, { Spawner: { cmd: [process.execPath, "-e", server] } })
  const { api_url, ...proxy } = place.settings.ConfigurableHTTPProxy ?? {}
  const settings = {
    ...place.settings,
    JupyterHub: { ...place.settings.JupyterHub, internal_ssl: true, internal_certs_location: "certs" },
    ConfigurableHTTPProxy: { ...proxy, api_url: `${api_url}`.replace("http:", "https:") },
  }
  const file = writeConfig(
    { ...place, settings },
    `
import os, shutil
from jupyterhub.spawner import SimpleLocalProcessSpawner

class SiteSpawner(SimpleLocalProcessSpawner):
    def move_certs(self, paths):
        folder = os.path.abspath("moved")
        os.makedirs(folder, exist_ok=True)
        moved = {name: os.path.join(folder, os.path.basename(path)) for name, path in paths.items()}
        for name, path in paths.items():
            (shutil.copy if name == "cafile" else shutil.move)(path, moved[name])
        return moved

c.JupyterHub.spawner_class = SiteSpawner
`,
  )
  const hub = await startHub(t, { at: { place, file }, env: await classEnv() })
  const ada = hub.client()
  await ada.login("ada")
  t.match((await ada.api("POST", "/users/ada/server")).status, /20[12]/)
  await untilServer(ada, "ada", found => found?.ready === true)
  const seen = (await ada.ask("/user/ada/x")).json()
  t.match(seen, { key: join(place.folder, "moved", "user-ada.key"), url: /^https:/ })
  t.notOk(existsSync(join(place.folder, "certs/user-ada/user-ada.key")), "the hub keeps no key")
  const refused = await new Promise(resolve => {
    const knock = request(seen.url, { rejectUnauthorized: false }, answer => resolve(answer.statusCode))
    knock.on("error", (error: NodeJS.ErrnoException) => resolve(error.code))
    knock.end()
  })
  t.type(refused, "string", "without a certificate there is no answer")
  t.equal((await ada.api("DELETE", "/users/ada/server")).status, 204)
})
