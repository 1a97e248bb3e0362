/** The services of a hub, with real parts through the real proxy. */
import { fileURLToPath } from "node:url"
import t from "tap"
import type { Core } from "../../../hub/core/core.ts"
import { startDaemon } from "../../../hub/core/exec.ts"
import { processes } from "../../../hub/core/processes.ts"
import { leftProcess } from "../../../hub/core/services/left-process.ts"
import { serviceAnswers } from "../../../hub/core/services/service-answers.ts"
import { startServices } from "../../../hub/core/services/services.ts"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { findServiceByName, updateService } from "../../../hub/db/services.ts"
import { listTokens } from "../../../hub/db/tokens.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { startHub } from "../../support/hub.ts"
import { hubPlace, tinyServer } from "../../support/hub-place.ts"
import { freePort } from "../../support/ports.ts"
import { pythonProgram } from "../../support/python.ts"
import { pythonFolder } from "../../support/python-folders.ts"
import { strays } from "../../support/strays.ts"

const whoami = fileURLToPath(new URL("../../support/whoami-service.py", import.meta.url))
const everybody = { name: "user", scopes: ["self", "access:services"] }

t.test("a service behind the proxy: run by the hub, logged in to by its people, gone with the hub", async t => {
  const url = `http://127.0.0.1:${await freePort()}/services/tiny/`
  const services = [{ name: "tiny", url, command: tinyServer, oauth_no_confirm: true }]
  const hub = await startHub(t, { settings: { JupyterHub: { services, load_roles: [everybody] } } })
  const ada = hub.client()
  await ada.login("ada")
  const answer = await ada.open("/services/tiny/first")
  t.equal(answer.status, 200)
  t.match(answer.json(), { user: { kind: "user", name: "ada" }, path: "/services/tiny/" })
  t.match(await ada.open("/hub/home"), { text: /href="\/services\/tiny\/"/ })
  const service = await findServiceByName(hub.core.db, "tiny")
  t.equal(answer.json().pid, service?.pid)
  const tokens = await listTokens(hub.core.db, { serviceId: service?.id ?? 0 }, hub.core.clock.now())
  t.same(
    tokens.map(token => token.note),
    ["generated at startup of carme-hub"],
  )
  await hub.stop()
  t.notOk(processes.alive(answer.json().pid))
})

t.test("an OAuth service of JupyterHub's own library, confirmed by its people and closed to others", async t => {
  const url = `http://127.0.0.1:${await freePort()}`
  const readers = { name: "readers", scopes: ["access:services!service=whoami"], users: ["ada"] }
  const services = [{ name: "whoami", url, command: [pythonProgram("python"), whoami] }]
  const hub = await startHub(t, { settings: { JupyterHub: { services, load_roles: [readers] } } })
  const ada = hub.client()
  await ada.login("ada")
  const page = await ada.open("/services/whoami/?x=1")
  t.match(page.url, "/hub/api/oauth2/authorize")
  t.match(page.text, "whoami")
  const { pathname, search } = new URL(page.url)
  const back = await ada.submit(pathname + search, { scopes: "identify" })
  t.equal(back.status, 302)
  const done = await ada.open(back.headers.location ?? "")
  t.match(done.json(), { name: "ada", kind: "user" })
  t.match((await ada.open("/services/whoami/")).json(), { name: "ada" }, "the second time without a question")
  const bob = hub.client()
  await bob.login("bob")
  t.equal((await bob.open("/services/whoami/")).status, 403)
  t.notMatch((await bob.open("/hub/home")).text, "/services/whoami/")
})

t.test("an OAuth service that somebody else runs, reached at an address of its own", async t => {
  const origin = `http://127.0.0.1:${await freePort()}`
  const api_token = "token-of-the-outsider"
  const oauth_redirect_uri = `${origin}/oauth_callback`
  const services = [{ name: "outside", api_token, oauth_redirect_uri, oauth_no_confirm: true }]
  const hub = await startHub(t, { settings: { JupyterHub: { services, load_roles: [everybody] } } })
  const env = {
    PATH: process.env.PATH ?? "",
    JUPYTERHUB_API_TOKEN: api_token,
    JUPYTERHUB_API_URL: `${hub.hubUrl}/api`,
    JUPYTERHUB_BASE_URL: "/",
    JUPYTERHUB_CLIENT_ID: "service-outside",
    JUPYTERHUB_HOST: new URL(hub.url).origin,
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:services!service=outside"]',
    JUPYTERHUB_OAUTH_CALLBACK_URL: oauth_redirect_uri,
    JUPYTERHUB_SERVICE_NAME: "outside",
    JUPYTERHUB_SERVICE_PREFIX: "/",
    JUPYTERHUB_SERVICE_URL: origin,
  }
  const outside = await startDaemon([pythonProgram("python"), whoami], { env })
  t.teardown(() => processes.signal(outside.pid, "SIGKILL"))
  const row = { name: "outside", url: origin, timeout: 60 }
  t.equal(await serviceAnswers(hub.core, row), null)
  const ada = hub.client()
  await ada.login("ada")
  t.match((await ada.open(`${origin}/`)).json(), { name: "ada", kind: "user" })
  t.notMatch((await ada.open("/hub/home")).text, "outside", "without a URL there is nothing to link to")
})

t.test("jupyterhub-idle-culler stops the servers that nobody uses", async t => {
  const folder = await pythonFolder(["jupyterhub-idle-culler==2.0.0"], ["--no-deps"])
  const command = [pythonProgram("python"), "-m", "jupyterhub_idle_culler", "--timeout=1", "--cull-every=1"]
  const scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
  const hub = await startHub(t, {
    settings: {
      JupyterHub: {
        services: [{ name: "culler", command, environment: { PYTHONPATH: folder } }],
        load_roles: [{ name: "culling", scopes, services: ["culler"] }],
      },
    },
  })
  const ada = hub.client()
  await ada.login("ada")
  t.ok([201, 202].includes((await ada.api("POST", "/users/ada/server")).status))
  for await (const event of ada.events("/hub/api/users/ada/server/progress")) {
    if ((event as { ready?: boolean }).ready) break
  }
  for (;;) {
    const user = (await ada.api("GET", "/user")).json()
    if (user.servers && Object.keys(user.servers).length === 0) break
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  t.match(hub.log(), /DELETE .*\/users\/ada\/server.*culler/)
})

t.test("one that does not come up ends the start, and the others with it", async t => {
  const url = `http://127.0.0.1:${await freePort()}`
  const place = await hubPlace(t)
  const others = { name: "others", command: [process.execPath, "-e", "setInterval(() => {}, 1000)", place.folder] }
  const broken = { name: "broken", url, command: [process.execPath, "-e", "process.exit(3)"] }
  const services = [others, broken, { name: "away", url: "http://127.0.0.1:9" }]
  const starting = startHub(t, { settings: { JupyterHub: { services } } })
  await t.rejects(starting, { message: /service broken does not come up at .*: it ended with exit status 3/ })
  t.same(strays(place), [])
})

t.test("what a hub that was killed has left of a service is ended first, and its token is good no more", async t => {
  const command = [process.execPath, "-e", "setInterval(() => {}, 1000)"]
  const services = [{ name: "robot", command }]
  const { core } = await bareCore(t, { traits: { "JupyterHub.services": services } })
  const first = await startServices(core)
  const { pid } = (await findServiceByName(core.db, "robot")) ?? {}
  t.teardown(() => first.stop())
  const [token] = await robotTokens(core)
  const service = await findServiceByName(core.db, "robot")
  if (!service) throw new Error("the service is gone")
  await issueToken(core, { service, note: "generated at startup", scopes: ["inherit"] })
  const second = await startServices(core)
  t.teardown(() => second.stop())
  t.notOk(processes.alive(pid ?? 0))
  const tokens = await robotTokens(core)
  t.same(tokens.map(one => one.note).sort(), ["generated at startup", "generated at startup of carme-hub"])
  t.notOk(tokens.some(one => one.hashed === token?.hashed))
})

t.test("a process that only has the pid of one is left alone", async t => {
  const { core } = await bareCore(t, { traits: { "JupyterHub.services": [{ name: "robot", command: ["true"] }] } })
  const robot = await findServiceByName(core.db, "robot")
  await updateService(core.db, robot?.id ?? 0, { pid: process.pid })
  t.equal(await leftProcess(core.spawnerContext, { name: "robot", pid: process.pid }), null)
  t.equal(await leftProcess(core.spawnerContext, { name: "robot", pid: null }), null)
})

t.test("services that cannot be reached are told of, again and again", async t => {
  const away = { name: "away", url: `http://127.0.0.1:${await freePort()}`, timeout: 0 }
  const clock = manualClock()
  const traits = { "JupyterHub.services": [away], "JupyterHub.service_check_interval": 7 }
  const { core, log } = await bareCore(t, { clock, traits })
  const services = await startServices(core)
  t.teardown(() => services.stop())
  const told = () => log().split("Cannot connect to external service away").length - 1
  for (const times of [1, 2, 3]) {
    while (told() < times) await new Promise(resolve => setTimeout(resolve, 10))
    await clock.advance(6000)
    t.equal(told(), times, "not before it is time")
    await clock.advance(1000)
  }
  t.match(log(), /service away at http:.*: nothing listens there yet\. Is it running\?/)
})

async function robotTokens(core: Core) {
  const robot = await findServiceByName(core.db, "robot")
  return listTokens(core.db, { serviceId: robot?.id ?? 0 }, core.clock.now())
}
