/** The contract of the project: JupyterHub 6.1.1 stops, carme-hub goes on with what it left, and the other way round. */
import t, { type Test } from "tap"
import { processes } from "../../hub/core/processes.ts"
import { type Client, createClient } from "../support/client.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"
import { pythonProgram } from "../support/python.ts"
import { databaseDrivers, pythonFolder } from "../support/python-folders.ts"
import { untilServer } from "../support/server-states.ts"
import { type SwapPlace, swapPlace } from "../support/swap-place.ts"

const rootOnly = process.getuid?.() === 0 ? ["--allow-root"] : []

/** What people hold in their hands while the hubs take turns. */
interface Held {
  /** ada's browser, logged in at the hub and at her servers. */
  readonly browser: Client
  readonly adaTokens: string[]
  readonly boss: Client
  /** Server name -> process id. */
  readonly pids: Map<string, number>
  routes: Readonly<Record<string, string>>
}

t.test("a browser, tokens and JupyterLab servers outlive the change of hubs, in both directions", async t => {
  const place = await swapPlace(t, {
    cmd: [pythonProgram("jupyterhub-singleuser")],
    // Each request is asked about at the hub that is there now, not answered from memory.
    args: [...rootOnly, "--HubOAuth.cache_max_age=1"],
    environment: { JUPYTERHUB_ACTIVITY_INTERVAL: "1" },
  })
  await takeTurns(t, place, "api/me")
})

t.test("on every database", async t =>
  forEachEmptyDatabase(t, async (t, { url }) => {
    if (url.startsWith("sqlite")) return void t.comment("SQLite is what the test above uses")
    const env = { PYTHONPATH: await pythonFolder(databaseDrivers) }
    await takeTurns(t, await swapPlace(t, { dbUrl: url, env }), "")
  }),
)

interface Turn {
  client(token?: string): Client
}

/** `inside` is a page of a server that needs a login and answers with JSON. */
async function takeTurns(t: Test, place: SwapPlace, inside: string): Promise<void> {
  // Only the real server tells the hub when it was used.
  const reports = inside !== ""
  const jupyterhub = await place.jupyterHub()
  const held = await moveIn(t, jupyterhub, place)
  await holds(t, "JupyterHub", place, held, inside)
  await jupyterhub.end()

  const carme = await place.carmeHub()
  await holds(t, "carme-hub after JupyterHub", place, held, inside)
  if (reports) await activityMoves(t, held)
  await stopOne(t, held, "second")
  await startOne(t, held, "third")
  const { token } = (await held.browser.api("POST", "/users/ada/tokens", { note: "of carme-hub" })).json()
  held.adaTokens.push(token)
  held.routes = await place.routes()
  await holds(t, "carme-hub with its own server", place, held, inside)
  await carme.stop()

  const again = await place.jupyterHub()
  await holds(t, "JupyterHub after carme-hub", place, held, inside)
  if (reports) await activityMoves(t, held)
  await stopOne(t, held, "")
  await stopOne(t, held, "third")
  await startOne(t, held, "")
  held.routes = await place.routes()
  await holds(t, "JupyterHub with a new server", place, held, inside)
  await again.end()

  const last = await place.carmeHub()
  await holds(t, "carme-hub at the end", place, held, inside)
  t.same(
    (await held.boss.api("GET", "/users/ada?include_stopped_servers")).json().servers.third.stopped,
    true,
    "what JupyterHub stopped is stopped",
  )
  await stopOne(t, held, "")
  t.same(await last.core.db.q("api_tokens").where("note", "like", "Server at%"), [], "no server's token is left")
  await last.stop()
}

/** In JupyterHub: people log in, get tokens, groups, a share, and start servers. */
async function moveIn(t: Test, hub: Turn, place: SwapPlace): Promise<Held> {
  const admin = hub.client()
  t.equal((await admin.login("boss", "x")).status, 302)
  const boss = hub.client((await admin.api("POST", "/users/boss/tokens", {})).json().token)
  const browser = hub.client()
  t.equal((await browser.login("ada", "x")).status, 302)
  const { token } = (await browser.api("POST", "/users/ada/tokens", { note: "of JupyterHub" })).json()
  const held: Held = { browser, adaTokens: [token], boss, pids: new Map(), routes: {} }
  for (const server of ["", "second"]) await startOne(t, held, server)
  t.equal((await boss.api("POST", "/shares/ada/second", { user: "bob" })).status, 200)
  held.routes = await place.routes()
  return held
}

async function startOne(t: Test, held: Held, server: string): Promise<void> {
  const started = await held.boss.api("POST", apiOf(server), { user_options: { size: server } })
  t.ok([201, 202].includes(started.status), `the start of ${server}: ${started.status} ${started.text}`)
  await untilServer(held.boss, "ada", model => model?.ready === true, 120, server)
  held.pids.set(server, (await servers(held)).get(server)?.state.pid)
  const page = await held.browser.open(urlOf(server))
  t.equal(page.status, 200, page.text.slice(0, 300))
}

/** What a program sees of it, and the process itself. */
async function stopOne(t: Test, held: Held, server: string): Promise<void> {
  const stopped = await held.boss.api("DELETE", apiOf(server))
  t.ok([202, 204].includes(stopped.status), `the stop of ${server}: ${stopped.status} ${stopped.text}`)
  await untilServer(held.boss, "ada", model => model === null || model.stopped, 60, server)
  t.notOk(processes.alive(held.pids.get(server) ?? 0), "its process is gone")
  held.pids.delete(server)
}

async function holds(t: Test, stage: string, place: SwapPlace, held: Held, inside: string): Promise<void> {
  const { browser, boss } = held
  t.equal((await browser.ask("/hub/home")).status, 200, `${stage}: the browser is logged in at the hub`)
  t.same(await place.routes(), held.routes, `${stage}: every route leads where it led`)
  const models = await servers(held)
  t.same([...models.keys()].sort(), [...held.pids.keys()].sort(), `${stage}: the servers that run`)
  for (const [server, pid] of held.pids) {
    t.match(models.get(server), { ready: true, pending: null, state: { pid }, user_options: { size: server } })
    t.ok(processes.alive(pid), `${stage}: ${server} is the process that it was`)
    const page = `${urlOf(server)}${inside}`
    t.equal((await browser.ask(page)).status, 200, `${stage}: the browser is logged in at ${server}`)
    t.not((await createClient(place.url).ask(page)).status, 200, `${stage}: others are not`)
  }
  for (const token of held.adaTokens) {
    t.match((await boss.withToken(token).api("GET", "/user")).json(), { name: "ada", groups: ["staff"] }, stage)
  }
  t.match((await boss.api("GET", "/users/ada")).json().auth_state, { of: "ada" }, `${stage}: auth_state is read`)
  t.same((await boss.api("GET", "/users/bob")).json().roles.sort(), ["reader", "user"], stage)
  t.same((await boss.api("GET", "/groups/staff")).json().properties, { room: 7 }, stage)
  const shares = (await boss.api("GET", "/shares/ada")).json()
  t.match(shares.items, [{ server: { name: "second" }, user: { name: "bob" } }], `${stage}: the share stands`)
}

// biome-ignore lint/suspicious/noExplicitAny: a model of the API
async function servers(held: Held): Promise<Map<string, any>> {
  return new Map(Object.entries((await held.boss.api("GET", "/users/ada")).json().servers))
}

function urlOf(server: string): string {
  return server === "" ? "/user/ada/" : `/user/ada/${server}/`
}

function apiOf(server: string): string {
  return server === "" ? "/users/ada/server" : `/users/ada/servers/${server}`
}

/** Each server tells of a request that it has just had. */
async function activityMoves(t: Test, held: Held): Promise<void> {
  const since = new Date()
  for (const server of held.pids.keys()) t.equal((await held.browser.ask(`${urlOf(server)}api/me`)).status, 200)
  for (const server of held.pids.keys()) {
    await untilServer(held.boss, "ada", model => new Date(model?.last_activity ?? 0) >= since, 60, server)
  }
  t.ok(new Date((await held.boss.api("GET", "/users/ada")).json().last_activity) >= since, "and the user's, too")
}
