/** What is shared outlives the change of hubs: shares and codes of JupyterHub 6.1.1 count in carme-hub, and the other way round. */
import t, { type Test } from "tap"
import type { Client } from "../support/client.ts"
import { swapPlace } from "../support/swap-place.ts"

interface Turn {
  client(token?: string): Client
}

t.test("shares and share codes of either hub count in the other", { timeout: 300_000 }, async t => {
  const place = await swapPlace(t)
  const jupyterhub = await place.jupyterHub()
  for (const name of ["ada", "bob", "carol", "dave"]) await loggedIn(jupyterhub, name)
  const boss = await loggedIn(jupyterhub, "boss")
  t.equal((await boss.api("POST", "/groups/staff/users", { users: ["carol"] })).status, 200)
  const first = await share(t, boss, { user: "bob" }, { group: "staff", scopes: ["servers"] })
  const seen = await shown(boss)
  t.equal(seen.shares.length, 2)
  await jupyterhub.end()

  const carme = await place.carmeHub()
  t.same(await shown(await loggedIn(carme, "boss")), seen, "carme-hub tells of them as JupyterHub does")
  t.same(await mayOf(carme, "bob"), ["access:servers"])
  t.same(await mayOf(carme, "carol"), ["delete:servers", "read:servers", "servers", "start:servers"])
  t.same(await mayOf(carme, "dave"), [])
  t.equal(await accept(carme, "dave", first), 302, "a code of JupyterHub opens the server")
  t.same(await mayOf(carme, "dave"), ["access:servers"])
  const again = await loggedIn(carme, "boss")
  const second = await share(t, again, { user: "carol", scopes: ["read:servers"] })
  t.same((await again.api("PATCH", "/shares/ada/", { user: "bob" })).json(), {})
  const left = await shown(again)
  t.match(left.codes, [{ exchange_count: 1 }, { exchange_count: 0 }])
  await carme.stop()

  const back = await place.jupyterHub()
  t.same(await shown(await loggedIn(back, "boss")), left, "JupyterHub tells of them as carme-hub does")
  t.same(await mayOf(back, "bob"), [], "what carme-hub took back stays so")
  t.same(await mayOf(back, "dave"), ["access:servers"])
  t.ok((await mayOf(back, "carol")).includes("read:servers"))
  t.equal(await accept(back, "bob", second), 302, "a code of carme-hub opens the server")
  t.same(await mayOf(back, "bob"), ["access:servers"])
  await back.end()
})

async function loggedIn(hub: Turn, name: string): Promise<Client> {
  const client = hub.client()
  const answer = await client.login(name)
  if (answer.status !== 302) throw new Error(`${name} could not log in: ${answer.status}`)
  return client
}

/** Shares of ada's server, and a new code of it. */
async function share(t: Test, boss: Client, ...bodies: readonly unknown[]): Promise<string> {
  for (const body of bodies) t.equal((await boss.api("POST", "/shares/ada/", body)).status, 200)
  return (await boss.api("POST", "/share-codes/ada/", {})).json().code
}

async function shown(boss: Client) {
  const shares = (await boss.api("GET", "/shares/ada")).json().items
  const codes = (await boss.api("GET", "/share-codes/ada")).json().items
  return { shares, codes }
}

async function accept(hub: Turn, name: string, code: string): Promise<number> {
  const client = await loggedIn(hub, name)
  return (await client.submit("/hub/accept-share", { code })).status
}

/** The scopes that this person has on ada's server: those of the login, which JupyterHub gives what groups share, too. */
async function mayOf(hub: Turn, name: string): Promise<readonly string[]> {
  const { scopes } = (await (await loggedIn(hub, name)).api("GET", "/user")).json()
  const own = (scopes as string[]).filter(scope => scope.endsWith("!server=ada/"))
  return own.map(scope => scope.replace("!server=ada/", "")).sort()
}
