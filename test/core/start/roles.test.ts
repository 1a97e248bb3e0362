/** The start as a whole: what a configuration brings, what a second start leaves alone, what ends a start. */
import t, { type Test } from "tap"
import { listRoles } from "../../../hub/db/roles.ts"
import { bareCore } from "../../support/bare-core.ts"
import { sqliteDb } from "../../support/databases.ts"

const full = {
  "Authenticator.admin_users": ["ada"],
  "Authenticator.allowed_users": ["bob"],
  "JupyterHub.load_groups": { lab: { users: ["carol"] } },
  "JupyterHub.services": [{ name: "grader", url: "http://127.0.0.1:9", api_token: "grader-token-0123456789" }],
  "JupyterHub.load_roles": [{ name: "grading", scopes: ["list:users"], services: ["grader"], users: ["dave"] }],
}

async function everything(t: Test, traits: Record<string, unknown>, db = sqliteDb(t)) {
  const opened = await db
  await bareCore(t, { traits, db: opened })
  const tables = ["users", "groups", "roles", "services", "api_tokens", "oauth_clients", "user_role_map"]
  const maps = ["group_role_map", "service_role_map", "user_group_map"]
  const rows = await Promise.all([...tables, ...maps].map(async name => [name, await opened.q(name).select("*")]))
  return { db: opened, rows: Object.fromEntries(rows) }
}

t.test("an empty configuration brings the four roles and the hub's own client", async t => {
  const { db, rows } = await everything(t, {})
  t.same((await listRoles(db)).map(role => role.name).sort(), ["admin", "server", "token", "user"])
  t.same(
    rows.oauth_clients.map((row: { identifier: string }) => row.identifier),
    ["jupyterhub"],
  )
  t.same(rows.users, [])
})

t.test("a second start with the same configuration changes nothing", async t => {
  const first = await everything(t, full)
  const second = await everything(t, full, Promise.resolve(first.db))
  t.same(second.rows, first.rows)
  t.equal(first.rows.users.length, 4)
  t.equal(first.rows.api_tokens.length, 1)
})

t.test("what cannot be loaded ends the start, with the reason", async t => {
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ "JupyterHub.load_roles": [{ name: "aaa" }, { name: "aaa" }] }, /defines the role aaa more than once/],
    [
      { "Authenticator.manage_roles": true, "JupyterHub.load_roles": [{ name: "aaa", users: ["x"] }] },
      /authenticator manages roles/,
    ],
    [{ "Authenticator.manage_groups": true, "JupyterHub.load_groups": { a: {} } }, /authenticator manages groups/],
    [{ "Authenticator.enable_auth_state": true }, /JUPYTERHUB_CRYPT_KEY/],
    [{ "JupyterHub.custom_scopes": { bad: {} } }, /custom_scopes/],
  ]
  for (const [traits, message] of cases) await t.rejects(everything(t, traits), { status: 400, message })
})
