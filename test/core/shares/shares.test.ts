import t from "tap"
import { shareableServer } from "../../../hub/core/shares/shareable-server.ts"
import { grantShare, revokeShare } from "../../../hub/core/shares/shares.ts"
import { insertGroups } from "../../../hub/db/groups.ts"
import { findShare } from "../../../hub/db/shares.ts"
import { findSpawner } from "../../../hub/db/spawners.ts"
import { updateUser } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"
import { forEachDatabase } from "../../support/databases.ts"

t.test("the default server is there to be shared before its first start, others are not", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const server = await shareableServer(core, "ada", "")
  t.match(server, { ownerId: ada.id, owner: "ada", name: "" })
  t.equal((await findSpawner(core.db, ada.id, ""))?.id, server.id)
  t.equal((await shareableServer(core, "ada", "")).id, server.id)
  await t.rejects(shareableServer(core, "ada", "lab"), { status: 404, message: "No such server: ada/lab" })
  await t.rejects(shareableServer(core, "bob", ""), { status: 404, message: "No such server: bob/" })
})

t.test("one share for one user, which grows and shrinks", async t => {
  const { core, addUser } = await bareCore(t)
  await addUser("ada")
  const bob = { userId: (await addUser("bob")).id }
  const server = await shareableServer(core, "ada", "")
  const scopes = async () => (await findShare(core.db, server.id, bob, core.clock.now()))?.scopes
  await grantShare(core, server, bob, ["servers!server=ada/"])
  await grantShare(core, server, bob, ["access:servers!server=ada/"])
  t.same(await scopes(), ["access:servers!server=ada/", "servers!server=ada/"])
  t.equal((await core.db.q("shares").select("id")).length, 1)

  await revokeShare(core, server, bob, ["servers!server=ada/x", "tokens"])
  t.equal((await scopes())?.length, 2, "what is not shared is not taken")
  await revokeShare(core, server, bob, ["servers"])
  t.same(await scopes(), ["access:servers!server=ada/"], "a scope without a filter means this server")
  await revokeShare(core, server, bob, ["access:servers!server=ada/"])
  t.equal(await scopes(), undefined, "a share of nothing is none")
  t.same(await core.db.q("shares").select("id"), [])
  await revokeShare(core, server, bob, null)

  await grantShare(core, server, bob, ["servers!server=ada/"])
  await revokeShare(core, server, bob, null)
  t.equal(await scopes(), undefined)
})

t.test("after a rename a share is written anew with the new name", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const bob = { userId: (await addUser("bob")).id }
  await grantShare(core, await shareableServer(core, "ada", ""), bob, ["servers!server=ada/"])
  await updateUser(core.db, ada.id, { name: "eve" })
  const server = await shareableServer(core, "eve", "")
  await grantShare(core, server, bob, ["access:servers!server=eve/"])
  const { scopes } = (await findShare(core.db, server.id, bob, core.clock.now())) ?? {}
  t.same(scopes, ["access:servers!server=eve/", "servers!server=eve/"])
})

t.test("two who share the same at the same time make one share", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { core, addUser } = await bareCore(t, { db })
    await addUser("ada")
    const [lab] = await insertGroups(db, [{ name: "lab", properties: {} }])
    const group = { groupId: lab?.id ?? 0 }
    const server = await shareableServer(core, "ada", "")
    const scopes = ["access", "read", "start", "delete", "admin"].map(verb => `${verb}:servers!server=ada/`)
    await Promise.all(scopes.map(scope => grantShare(core, server, group, [scope])))
    t.equal((await db.q("shares").select("id")).length, 1)
    t.same((await findShare(db, server.id, group, core.clock.now()))?.scopes, [...scopes].sort())
  })
})

t.test("a server that went meanwhile is not shared", async t => {
  const { core, addUser } = await bareCore(t)
  await addUser("ada")
  const bob = { userId: (await addUser("bob")).id }
  const server = { ...(await shareableServer(core, "ada", "")), id: 4711 }
  await t.rejects(grantShare(core, server, bob, ["servers!server=ada/"]), {
    status: 404,
    message: "No such server: ada/",
  })
})
