/** Our own scopes: who holds them without being given them, and that JupyterHub's clients are not shown any. */
import t from "tap"
import { carmeScopes, withCarmeScopes, withoutCarmeScopes } from "../../../hub/core/rbac/carme-scopes.ts"
import { expandScopes } from "../../../hub/core/rbac/scope-expand.ts"
import { scopeTable } from "../../../hub/core/rbac/scopes.ts"
import { pageHub } from "../../support/page-hub.ts"

const table = withCarmeScopes(scopeTable)

t.test("they come with JupyterHub's, under the same filter", async t => {
  const own = expandScopes(table, ["self"], { user: "ada" })
  for (const scope of ["read:quotas", "containers", "read:containers", "reservations"]) {
    t.ok(own.includes(`${scope}!user=ada`), scope)
    t.notOk(own.includes(scope), `${scope} of others`)
  }
  t.notOk(own.some(scope => scope.startsWith("admin:")))
  const all = expandScopes(table, ["admin:users", "admin:servers"], {})
  for (const scope of Object.keys(carmeScopes)) t.ok(all.includes(scope), scope)
})

t.test("one of them alone gives nothing of JupyterHub's", async t => {
  for (const scope of Object.keys(carmeScopes)) {
    const expanded = expandScopes(table, [scope], {})
    t.same(withoutCarmeScopes(expanded), [], scope)
  }
})

t.test("GET /user names JupyterHub's alone", async t => {
  const hub = await pageHub(t)
  const ada = await hub.as("ada")
  const { scopes } = (await ada.api("GET", "/user")).json()
  t.ok(scopes.includes("read:users!user=ada"))
  t.notOk(scopes.some((scope: string) => /quotas|containers|reservations/.test(scope)))
  const made = await ada.api("POST", "/users/ada/tokens", { scopes: ["read:quotas!user", "read:users:name!user"] })
  t.ok(made.json().scopes.includes("read:quotas!user=ada"), "what a token was given is shown")
  const seen = (await hub.client().withToken(made.json().token).api("GET", "/user")).json().scopes
  t.ok(seen.includes("read:quotas!user=ada"))
  t.notOk((await ada.api("POST", "/users/ada/tokens", {})).json().scopes.some((scope: string) => /quotas/.test(scope)))
})
