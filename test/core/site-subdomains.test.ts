/** Hosts by a real Python function, in a real hub: links, routes, and names that come later. */
import t from "tap"
import { learnSubdomains } from "../../hub/core/site-subdomains.ts"
import { startHub } from "../support/hub.ts"
import { pythonEnv } from "../support/python.ts"
import { untilServer } from "../support/server-states.ts"

const token = "token-of-the-grader-0123456789"

t.test("the site's function makes the hosts of servers and services", async t => {
  const { PATH = "" } = pythonEnv()
  const hub = await startHub(t, {
    env: { PATH },
    settings: {
      JupyterHub: {
        subdomain_host: "http://hub.localhost:9",
        services: [{ name: "grader", url: "http://127.0.0.1:9", api_token: token, admin: true }],
        load_groups: { staff: { users: ["bob"] } },
      },
    },
    configText: `
def hosts(name, domain, kind):
    if name == "bad":
        return "evil.org/path"
    return f"{name}-{len(name)}.{kind}s.{domain}".upper()
c.JupyterHub.subdomain_hook = hosts
`,
  })
  const admin = hub.client(token)
  const model = async (name: string) => (await admin.api("GET", `/users/${name}?include_stopped_servers=1`)).json()
  t.equal((await admin.api("POST", "/users/bob/server")).status, 201)
  const server = await untilServer(admin, "bob", found => found?.ready === true)
  t.match(server, { full_url: "http://bob-3.users.hub.localhost:9/user/bob/" })
  const routes = (await hub.core.proxy.listRoutes()).map(({ routespec }) => routespec)
  t.ok(routes.includes("bob-3.users.hub.localhost/user/bob/"), routes.join())
  t.ok(routes.includes("grader-6.services.hub.localhost/services/grader/"), routes.join())
  t.equal((await admin.api("POST", "/users/eve")).status, 201)
  t.equal((await admin.api("POST", "/users/eve/server")).status, 201)
  t.match((await model("eve")).servers[""].full_url, "http://eve-3.users.hub.localhost:9/user/eve/")
  await t.rejects(learnSubdomains(hub.core, "user", ["bad"]), { message: /must give a host name for "bad"/ })
  t.equal((await admin.api("POST", "/users/bad")).status, 500, "nobody gets a host that is none")
  t.equal((await admin.api("GET", "/users/bad")).status, 404)
})
