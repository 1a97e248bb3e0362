/** Mutual TLS with a server on a compute node: its certificate names the node, its key is its user's, and goes with it. */
import { readdirSync, statSync } from "node:fs"
import { request } from "node:https"
import { join } from "node:path"
import t from "tap"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { hubPlace } from "../support/hub-place.ts"
import { followStart, untilServer } from "../support/server-states.ts"

const lab = await cluster(t)

/** The status, or the code of the error, of a request without a certificate. */
function knock(url: string): Promise<unknown> {
  return new Promise(resolve => {
    const sent = request(url, { rejectUnauthorized: false, agent: false }, response => {
      response.destroy()
      resolve(response.statusCode)
    })
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sent.end()
  })
}

if (lab) {
  t.test("a server on a node, with certificates on both sides", async t => {
    const site = await clusterSite(lab)
    const place = await hubPlace(t, site)
    const { api_url, ...proxy } = place.settings.ConfigurableHTTPProxy ?? {}
    const hub = await startHub(t, {
      settings: {
        ...site,
        JupyterHub: {
          ...site.JupyterHub,
          internal_ssl: true,
          internal_certs_location: join(place.folder, "certs"),
          trusted_alt_names: [`IP:${lab.hubAddress}`],
        },
        ConfigurableHTTPProxy: { ...proxy, api_url: `${api_url}`.replace("http:", "https:") },
      },
    })
    const bob = hub.client()
    await bob.login("bob")
    const files = () => readdirSync(join(lab.root, "home/bob/.carme-hub")).filter(name => /\.(key|crt|ca)$/.test(name))
    const start = await bob.api("POST", "/users/bob/server", {})
    t.ok(start.status < 300, start.text)
    t.match(await followStart(bob, "bob"), { progress: 100, ready: true })
    t.equal((await bob.open("/user/bob/lab")).status, 200, "through the proxy, by way of a login at the hub")

    const target = (await hub.core.proxy.listRoutes()).find(route => route.routespec === "/user/bob/")?.target ?? ""
    t.match(target, /^https:\/\/10\.77\./)
    t.type(await knock(`${target}/user/bob/api`), "string", "without a certificate nobody gets in")
    t.equal(files().length, 3)
    for (const name of files())
      t.equal(statSync(join(lab.root, "home/bob/.carme-hub", name)).mode & 0o777, 0o600, `${name} is the user's own`)
    await bob.api("DELETE", "/users/bob/server")
    await untilServer(bob, "bob", server => server === null || server.stopped)
    await hub.stop()
    t.same(files(), [], "and gone with the server")
  })
}
