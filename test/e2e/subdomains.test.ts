/** Each server on a host of its own: real jupyterhub-singleuser behind the real proxy, as a browser sees the hosts. */
import t from "tap"
import { createClient } from "../support/client.ts"
import { startHub } from "../support/hub.ts"
import { hubPlace, writeConfig } from "../support/hub-place.ts"
import { pythonProgram } from "../support/python.ts"
import { untilServer } from "../support/server-states.ts"

const rootOnly = process.getuid?.() === 0 ? ["--allow-root"] : []

t.test("logins, servers, redirects and cookies on hosts below the hub's", async t => {
  const place = await hubPlace(t, {
    Authenticator: { admin_users: ["admin"] },
    Spawner: { cmd: [pythonProgram("jupyterhub-singleuser")], args: rootOnly, start_timeout: 180, http_timeout: 180 },
  })
  const { port } = new URL(place.url)
  const host = (name: string) => `http://${name}hub.localhost:${port}`
  const settings = {
    ...place.settings,
    JupyterHub: { ...place.settings.JupyterHub, bind_url: `${place.url}lab/`, subdomain_host: host("") },
  }
  const hub = await startHub(t, { at: { place, file: writeConfig({ ...place, settings }) } })
  const browser = createClient(`${host("")}/lab/`)
  const login = await browser.login("ada_b")
  t.equal(login.status, 302)
  const session = browser.jar.all.find(cookie => cookie.name === "jupyterhub-session-id")
  t.match(session, { host: "hub.localhost", path: "/lab/" }, "servers on subdomains get the session, too")
  t.equal(browser.jar.all.find(cookie => cookie.name === "jupyterhub-hub-login")?.attributes.domain, undefined)

  const own = `${host("u-adab--644504c.")}/lab/user/ada_b/`
  t.match((await browser.api("POST", "/users/ada_b/server")).status, /20[12]/)
  const server = await untilServer(browser, "ada_b", server => server?.ready === true)
  t.match(server, { url: own, full_url: own, full_progress_url: `${host("")}/lab/hub/api/users/ada_b/server/progress` })
  const events = []
  for await (const event of browser.events("/lab/hub/api/users/ada_b/server/progress")) events.push(event)
  t.match(events.at(-1), { ready: true, url: own })

  const page = await browser.open(own)
  t.equal(page.status, 200)
  t.equal(new URL(page.url).origin, new URL(own).origin, "the login led back to the server's host")
  t.equal((await browser.ask(`${own}api/status`)).status, 200, "the server's own cookie")
  t.equal((await createClient(host("")).ask(`${own}api/status`)).status, 403, "a stranger has none")

  for (const elsewhere of [`${host("")}/lab/user/ada_b/tree`, `${host("other.")}/lab/user/ada_b/tree`]) {
    const there = await browser.ask(elsewhere)
    t.equal(there.headers.location, `${host("")}/lab/hub/user/ada_b/tree`, `${elsewhere} is sent to the hub's host`)
    const back = await browser.ask(there.headers.location ?? "")
    t.match(back.headers.location, `${own}tree?redirects=1`, "and from there to the server's")
  }

  const asked = { "sec-fetch-mode": "cors", "sec-fetch-site": "same-site", origin: new URL(own).origin }
  const forged = await browser.ask("/lab/hub/api/users/ada_b", { method: "PATCH", body: "{}", headers: asked })
  t.equal(forged.status, 403, "a script on a server's host cannot act at the hub")
  t.match(forged.json().message, /xsrf/i)

  const routes = (await hub.core.proxy.listRoutes()).map(route => route.routespec).sort()
  t.same(routes, ["/", "u-adab--644504c.hub.localhost/lab/user/ada_b/"])
  t.match((await browser.api("DELETE", "/users/ada_b/server")).status, /20[24]/)
  await untilServer(browser, "ada_b", server => server === null || server.stopped)
  t.equal((await hub.core.proxy.listRoutes()).length, 1)
})
