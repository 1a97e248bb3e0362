/** The table of shares, with the names that are read beside its rows. */
import t from "tap"
import { insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import { insertRun } from "../../hub/db/runs.ts"
import {
  deleteExpiredShares,
  deleteShares,
  findShare,
  insertShare,
  listShares,
  lockShares,
  type ShareFilter,
  updateShareScopes,
} from "../../hub/db/shares.ts"
import { deleteSpawner, insertSpawner } from "../../hub/db/spawners.ts"
import { deleteUser, insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run, spawner, user } from "../support/rows.ts"

const all = { offset: 0, limit: 50 }

await forEachDatabase(t, async (t, db) => {
  const [ada, bob, carol] = await insertUsers(
    db,
    ["ada", "bob", "carol"].map(name => user({ name })),
  )
  const [lab, course] = await insertGroups(
    db,
    ["lab", "course"].map(name => ({ name, properties: {} })),
  )
  if (!ada || !bob || !carol || !lab || !course) throw new Error("rows are missing")
  await addGroupMembers(db, lab.id, [bob.id])
  const own = await insertSpawner(db, spawner({ user_id: ada.id }))
  const named = await insertSpawner(db, spawner({ user_id: ada.id, name: "x" }))
  await insertRun(db, run({ id: "r", live_key: named.id, spawner_id: named.id, state: "ready" }))
  const share = (spawnerId: number, sharee: { user_id?: number; group_id?: number }, expires_at: Date | null = null) =>
    insertShare(db, {
      user_id: null,
      group_id: null,
      ...sharee,
      owner_id: ada.id,
      spawner_id: spawnerId,
      created_at: noon,
      scopes: ["access:servers!server=ada/"],
      expires_at,
    })
  const names = async (filter: ShareFilter, page = all) =>
    (await listShares(db, filter, page, noon)).rows.map(row => `${row.owner}/${row.server} ${row.user ?? row.group}`)

  await share(own.id, { user_id: bob.id })
  await share(named.id, { group_id: lab.id })
  await share(named.id, { group_id: course.id })
  await share(named.id, { user_id: carol.id }, new Date(noon.getTime() - 1))
  t.same(await names({ ownerId: ada.id }), ["ada/ bob", "ada/x lab", "ada/x course"])
  t.same(await names({ ownerId: bob.id }), [])
  t.same(await names({ spawnerId: named.id }), ["ada/x lab", "ada/x course"])
  t.same(await names({ userId: bob.id }), ["ada/ bob"])
  t.same(await names({ everyGroupOf: bob.id }), ["ada/ bob", "ada/x lab"])
  t.same(await names({ everyGroupOf: carol.id }), [], "what has expired counts no more")
  t.same(await names({ groupId: course.id }), ["ada/x course"])
  t.same(await names({ ownerId: ada.id }, { offset: 1, limit: 1 }), ["ada/x lab"])
  t.equal((await listShares(db, { ownerId: ada.id }, { offset: 1, limit: 1 }, noon)).total, 3)

  t.match(await findShare(db, own.id, { userId: bob.id }, noon), {
    scopes: ["access:servers!server=ada/"],
    created_at: noon,
    user: "bob",
    group: null,
    runState: null,
  })
  t.match(await findShare(db, named.id, { groupId: lab.id }, noon), { user: null, group: "lab", runState: "ready" })
  t.equal(await findShare(db, named.id, { userId: bob.id }, noon), null, "a group's share is none of its member's own")
  t.equal(await findShare(db, named.id, { userId: carol.id }, noon), null)

  const found = await findShare(db, own.id, { userId: bob.id }, noon)
  await updateShareScopes(db, found?.id ?? 0, ["read:servers"])
  t.same((await findShare(db, own.id, { userId: bob.id }, noon))?.scopes, ["read:servers"])
  t.same((await findShare(db, named.id, { groupId: lab.id }, noon))?.scopes, ["access:servers!server=ada/"])

  t.equal(await db.tx(tx => lockShares(tx, own.id)), true)
  t.equal(await db.tx(tx => lockShares(tx, 4711)), false)
  t.equal(await deleteExpiredShares(db, noon), 1)
  t.equal(await deleteShares(db, named.id, { userId: bob.id }), 0)
  t.equal(await deleteShares(db, named.id, { groupId: course.id }), 1)
  t.equal(await deleteShares(db, named.id), 1)

  await share(named.id, { group_id: lab.id })
  await share(named.id, { user_id: bob.id })
  await share(named.id, { user_id: carol.id })
  await db.q("groups").where({ id: lab.id }).delete()
  t.same(await names({ spawnerId: named.id }), ["ada/x bob", "ada/x carol"], "a group's shares end with it")
  await deleteUser(db, carol.id)
  t.same(await names({ ownerId: ada.id }), ["ada/ bob", "ada/x bob"], "a user's shares end with the user")
  await deleteSpawner(db, named.id)
  t.same(await names({ ownerId: ada.id }), ["ada/ bob"], "a server's shares end with it")
  await deleteUser(db, ada.id)
  t.same(await db.q("shares").select("id"), [], "and with its owner")
})
