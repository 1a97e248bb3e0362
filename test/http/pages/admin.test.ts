import t from "tap"
import { grantRole, insertRoles } from "../../../hub/db/roles.ts"
import { pageHub } from "../../support/page-hub.ts"

const settingsIn = (text: string) => JSON.parse(/<script[^>]*id="admin-data">(.*?)<\/script>/.exec(text)?.[1] ?? "{}")

t.test("for those who may alone", async t => {
  const hub = await pageHub(t)
  t.equal((await hub.client().ask("/hub/admin")).status, 302)
  const alice = await hub.as("alice")
  t.equal((await alice.ask("/hub/admin")).status, 403)
  t.notMatch((await alice.ask("/hub/home")).text, 'href="/hub/admin"')
  const admin = await hub.as("admin")
  const page = await admin.ask("/hub/admin")
  t.equal(page.status, 200)
  t.match(page.text, 'id="user-table"')
  t.match(page.text, 'href="/hub/admin"')
  t.match(page.headers["content-security-policy"], "script-src 'self'")
  const preloaded = [...page.text.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(match => match[1] ?? "")
  t.ok(preloaded.includes("/hub/static/js/admin/users.js"))
  t.equal((await admin.ask(preloaded[0] ?? "")).status, 200)
})

t.test("its scripts are told of the settings that the API does not tell", async t => {
  const hub = await pageHub(t, {
    settings: {
      JupyterHub: { api_page_default_limit: 500, api_page_max_limit: 100, cleanup_servers: false },
      Authenticator: { manage_groups: false },
    },
  })
  const told = settingsIn((await (await hub.as("admin")).ask("/hub/admin")).text)
  t.match(told, {
    page_limit: 100,
    page_max: 100,
    named_servers: false,
    manage_groups: false,
    cleanup_proxy: true,
    cleanup_servers: false,
  })
  t.ok(["admin:users", "list:users", "shutdown"].every(scope => told.scopes.includes(scope)))
})

t.test("buttons for what the reader may do, with or without a filter", async t => {
  const hub = await pageHub(t)
  const teacher = await hub.as("teacher")
  const [role] = await insertRoles(hub.core.db, [
    {
      name: "teacher",
      description: "",
      scopes: ["admin-ui", "list:users!group=course", "start:servers!group=course"],
      managed_by_auth: false,
    },
  ])
  await grantRole(hub.core.db, "user", role?.id ?? 0, [(await hub.user("teacher")).id])
  const { text } = await teacher.ask("/hub/admin")
  t.notMatch(text, 'id="add-users"')
  t.notMatch(text, 'id="shut-down"')
  t.notMatch(text, 'href="#/groups"')
  const { scopes } = settingsIn(text)
  t.ok(scopes.includes("start:servers"))
  t.notOk(scopes.includes("admin:users"))
})
