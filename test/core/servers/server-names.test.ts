/** How many named servers a person may have, where the site has a Python function say so; names are in servers.test.ts. */
import t from "tap"
import { isDisplayName, isServerName } from "../../../hub/core/servers/server-names.ts"
import { startHub } from "../../support/hub.ts"

t.test("a function of the site sets the limit for each person", async t => {
  const hub = await startHub(t, {
    settings: {
      JupyterHub: { allow_named_servers: true },
      Authenticator: { allow_all: true, admin_users: ["boss"] },
    },
    configText: `
def limit(handler):
    user = handler.current_user
    return 0 if user and user.admin else 1

c.JupyterHub.named_server_limit_per_user = limit
`,
  })
  const ask = async (name: string) => {
    const browser = hub.client()
    await browser.login(name)
    return (server: string) => browser.api("PUT", `/users/${name}/servers/${server}`)
  }
  const [ada, boss] = [await ask("ada"), await ask("boss")]
  t.equal((await ada("one")).status, 201)
  t.match((await ada("two")).json(), {
    status: 400,
    message:
      "User ada already has the maximum of 1 named servers.  One must be deleted before a new server can be created",
  })
  for (const server of ["one", "two", "three"]) t.equal((await boss(server)).status, 201, `boss has ${server}`)
})

t.test("names", async t => {
  for (const name of ["a", "lab-1", "x".repeat(30)]) t.ok(isServerName(name), name)
  for (const name of ["", "A", "1a", "a-", "a--b", "x".repeat(31)]) t.notOk(isServerName(name), name)
  for (const name of ["A b", "Läb №1", "🚀"]) t.ok(isDisplayName(name), name)
  for (const name of ["", " a", "a  b", "a\tb"]) t.notOk(isDisplayName(name), JSON.stringify(name))
})
