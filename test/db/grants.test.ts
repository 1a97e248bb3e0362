/** What roles and shares give, on every kind of database. */
import t from "tap"
import { clientTarget, grantsOfService, grantsOfUser } from "../../hub/db/grants.ts"
import { insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import { saveOAuthClient } from "../../hub/db/oauth.ts"
import { grantRole, insertRoles } from "../../hub/db/roles.ts"
import { insertService } from "../../hub/db/services.ts"
import { insertSpawner } from "../../hub/db/spawners.ts"
import { toColumn } from "../../hub/db/times.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, spawner, user } from "../support/rows.ts"

await forEachDatabase(t, async (t, db) => {
  const [ada, bob] = await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])
  const [lab] = await insertGroups(db, [{ name: "lab", properties: {} }])
  if (!ada || !bob || !lab) throw new Error("rows are missing")
  const plain = { description: null, managed_by_auth: false }
  const [first, second] = await insertRoles(db, [
    { ...plain, name: "first", scopes: ["self"] },
    { ...plain, name: "second", scopes: ["list:users", "tokens"] },
  ])
  await grantRole(db, "user", first?.id ?? 0, [ada.id])
  await grantRole(db, "group", second?.id ?? 0, [lab.id])

  t.same(await grantsOfUser(db, ada.id, noon), { scopes: ["self"], shares: [] })
  await addGroupMembers(db, lab.id, [ada.id])
  t.same([...(await grantsOfUser(db, ada.id, noon)).scopes].sort(), ["list:users", "self", "tokens"])
  t.same(await grantsOfUser(db, bob.id, noon), { scopes: [], shares: [] })

  const identifier = "jupyterhub-user-bob-x"
  await saveOAuthClient(db, { identifier, description: "", secret: "", redirect_uri: "/", allowed_scopes: [] })
  const server = await insertSpawner(db, spawner({ user_id: bob.id, name: "x", oauth_client_id: identifier }))
  const share = { created_at: toColumn(noon), owner_id: bob.id, spawner_id: server.id, scopes: '["access:servers"]' }
  await db.q("shares").insert([
    { ...share, user_id: ada.id, group_id: null, expires_at: null },
    { ...share, user_id: null, group_id: lab.id, expires_at: toColumn(noon) },
    { ...share, user_id: ada.id, group_id: null, expires_at: toColumn(new Date(noon.getTime() - 1)) },
  ])
  const shares = Array.from({ length: 2 }, () => ({ scopes: ["access:servers"], server: "bob/x" }))
  t.same((await grantsOfUser(db, ada.id, noon)).shares, shares)
  t.same((await grantsOfUser(db, bob.id, noon)).shares, [])

  const service = await insertService(db, {
    name: "grader",
    admin: false,
    url: null,
    oauth_client_allowed_scopes: null,
    info: null,
    display: null,
    oauth_no_confirm: null,
    from_config: true,
    oauth_client_id: null,
    pid: null,
  })
  await grantRole(db, "service", second?.id ?? 0, [service.id])
  t.same((await grantsOfService(db, service.id)).scopes, ["list:users", "tokens"])

  t.same(await clientTarget(db, identifier), { server: "bob/x" })
  t.same(await clientTarget(db, "nobody"), {})
})
