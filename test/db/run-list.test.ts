/** Lists of runs: whose they are is decided by the row of the user, not by the name that the run was made under. */
import t from "tap"
import type { Db } from "../../hub/db/db.ts"
import { insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import type { RunRow } from "../../hub/db/rows.ts"
import { listRuns, type RunQuery } from "../../hub/db/run-list.ts"
import { insertRuns } from "../../hub/db/runs.ts"
import { insertSpawner } from "../../hub/db/spawners.ts"
import { deleteUser, insertUsers, updateUser } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run, spawner, user } from "../support/rows.ts"

const all = { offset: 0, limit: 10 }

async function seed(db: Db) {
  const [ada, bob, eve] = await insertUsers(
    db,
    ["ada", "bob", "eve"].map(name => user({ name })),
  )
  if (!ada || !bob || !eve) throw new Error("the users were not made")
  const lab = await insertSpawner(db, spawner({ user_id: ada.id, name: "lab" }))
  const plain = await insertSpawner(db, spawner({ user_id: bob.id }))
  const make = (id: string, minutes: number, row: Partial<RunRow>) =>
    run({ id, requested_at: new Date(noon.getTime() + minutes * 60_000), ...row })
  const ofAda = { spawner_id: lab.id, user_id: ada.id, user_name: "ada", server_name: "lab" }
  const ofBob = { spawner_id: plain.id, user_id: bob.id, user_name: "bob" }
  await insertRuns(db, [
    make("r1", 1, { ...ofAda, state: "stopped", outcome: "failed" }),
    make("r2", 2, { ...ofAda, state: "ready", live_key: lab.id }),
    make("r3", 3, { ...ofBob, state: "queued", live_key: plain.id }),
    make("r4", 4, { user_id: eve.id, user_name: "eve", state: "stopped", outcome: "stopped" }),
  ])
  return { ada, bob, eve }
}

t.test("newest first, by state, user and page", async t => {
  await forEachDatabase(t, async (t, db) => {
    await seed(db)
    const ids = async (query: Partial<RunQuery>) => (await listRuns(db, { ...all, ...query })).rows.map(row => row.id)
    t.same(await ids({}), ["r4", "r3", "r2", "r1"])
    t.same(await ids({ state: "live" }), ["r3", "r2"])
    t.same(await ids({ state: "ended" }), ["r4", "r1"])
    t.same(await ids({ user: "ada" }), ["r2", "r1"])
    t.same(await ids({ offset: 1, limit: 2 }), ["r3", "r2"])
    t.equal((await listRuns(db, { ...all, limit: 1, state: "live" })).total, 2)
  })
})

t.test("only those of some users, groups and servers", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { bob } = await seed(db)
    const [group] = await insertGroups(db, [{ name: "physics", properties: {} }])
    await addGroupMembers(db, group?.id ?? 0, [bob.id])
    const none = { users: [], groups: [], servers: [] }
    const ids = async (only: Partial<typeof none>) =>
      (await listRuns(db, { ...all, only: { ...none, ...only } })).rows.map(row => row.id)
    t.same(await ids({}), [])
    t.same(await ids({ users: ["eve"] as never[] }), ["r4"])
    t.same(await ids({ groups: ["physics"] as never[] }), ["r3"])
    t.same(await ids({ servers: [{ user: "ada", name: "lab" }] as never[] }), ["r2", "r1"])
    t.same(await ids({ servers: [{ user: "bob", name: "lab" }] as never[] }), [])
  })
})

t.test("a name that changes hands takes no runs along", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { ada, eve } = await seed(db)
    await updateUser(db, ada.id, { name: "adele" })
    await insertUsers(db, [user({ name: "ada", cookie_id: "another" })])
    const only = (name: string) => ({ ...all, only: { users: [name], groups: [], servers: [] } })
    t.same((await listRuns(db, only("ada"))).rows, [])
    t.same(
      (await listRuns(db, only("adele"))).rows.map(row => [row.id, row.user_name]),
      [
        ["r2", "adele"],
        ["r1", "adele"],
      ],
    )
    await deleteUser(db, eve.id)
    t.match((await listRuns(db, all)).rows[0], { id: "r4", user_name: "eve" }, "history stays")
    t.same((await listRuns(db, only("eve"))).rows, [])
  })
})
