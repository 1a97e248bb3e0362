/** The words and codes by which JupyterHub refuses. */
import t from "tap"
import { anonymous } from "../../hub/core/rbac/identity.ts"
import { ensureGroups } from "../../hub/core/users/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import { authorize } from "../../hub/http/authorize.ts"
import { testCore } from "../support/core.ts"

const user = { scopes: ["read:users", "users"], target: { user: "name" } } as const
const params = { name: "bob", server: "x", group: "lab", service: "s" }

t.test("each case, by the answer that it gets", async t => {
  const { core } = await testCore(t)
  const as = (...scopes: string[]) => ({ ...anonymous, kind: "user" as const, scopes })
  const check = (endpoint: Parameters<typeof authorize>[1], identity: Parameters<typeof authorize>[2]) =>
    authorize(core, endpoint, identity, params)

  await t.resolves(check({ scopes: "none" }, anonymous))
  await t.rejects(check({ scopes: "identified" }, anonymous), {
    status: 403,
    message: "Missing or invalid credentials.",
  })
  await t.rejects(check(user, anonymous), { status: 403, message: "Missing or invalid credentials." })
  await t.resolves(check({ scopes: "identified" }, as()))
  await t.resolves(check(user, as("users")))
  await t.resolves(check(user, as("read:users!user=bob")))
  await t.rejects(check(user, as("tokens")), {
    status: 403,
    message: "Action is not authorized with current scopes; requires any of [read:users, users]",
  })
  await t.rejects(check(user, as("read:users!user=ada")), {
    status: 404,
    message: "No access to resources or resources not found",
  })
})

t.test("without an object a filtered scope is not enough, unless the endpoint filters itself", async t => {
  const { core } = await testCore(t)
  const identity = { ...anonymous, kind: "user" as const, scopes: ["admin:users!group=lab"] }
  await t.rejects(authorize(core, { scopes: ["admin:users"] }, identity, {}), {
    status: 403,
    message: /requires any of/,
  })
  await t.resolves(authorize(core, { scopes: ["admin:users"], filters: true }, identity, {}))
})

t.test("servers, groups and services by their own names", async t => {
  const { core } = await testCore(t)
  const check = (scope: string, target: { user?: string; server?: string; group?: string; service?: string }) =>
    authorize(core, { scopes: ["x"], target }, { ...anonymous, kind: "user", scopes: [scope] }, params)
  const server = { user: "name", server: "server" }
  await t.resolves(check("x!server=bob/x", server))
  await t.resolves(check("x!user=bob", server))
  await t.rejects(check("x!server=bob/y", server), { name: "Refusal", status: 404 })
  await t.resolves(check("x!group=lab", { group: "group" }))
  await t.rejects(check("x!group=ops", { group: "group" }), { name: "Refusal", status: 404 })
  await t.resolves(check("x!service=s", { service: "service" }))
  await t.rejects(check("x!user=s", { service: "service" }), { name: "Refusal", status: 404 })
})

t.test("a group's filter covers who is in the group when it is asked", async t => {
  const { core, user: make } = await testCore(t)
  const bob = await make("bob")
  const identity = { ...anonymous, kind: "user" as const, scopes: ["read:users!group=lab"] }
  await t.rejects(authorize(core, user, identity, params), { name: "Refusal", status: 404 })
  const [lab] = await ensureGroups(core.db, ["lab"])
  await addGroupMembers(core.db, lab?.id ?? 0, [bob.id])
  await t.resolves(authorize(core, user, identity, params))
})
