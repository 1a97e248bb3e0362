/** Runs: at most one alive a server, moved by compare-and-set. */
import t from "tap"
import { isUniqueViolation } from "../../hub/db/faults.ts"
import {
  claimSubmit,
  countLiveRunsByState,
  findLatestRun,
  findLatestRuns,
  findLiveRunsOfSpawners,
  findLiveRunsOfUser,
  findRun,
  findRunsByIds,
  insertRun,
  insertRuns,
  listGivenUpRuns,
  listLiveRuns,
  listRunsOfUser,
  renewSubmits,
  reportPortOnce,
  transition,
  updateRun,
} from "../../hub/db/runs.ts"
import { insertSpawner } from "../../hub/db/spawners.ts"
import { deleteUser, insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run, spawner, user } from "../support/rows.ts"

const after = (seconds: number) => new Date(noon.getTime() + 1000 * seconds)

t.test("a run goes its way, in one step at a time", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada] = await insertUsers(db, [user({ name: "ada" })])
    const userId = ada?.id ?? 0
    const server = await insertSpawner(db, spawner({ user_id: userId }))
    const first = run({
      id: "r1",
      live_key: server.id,
      spawner_id: server.id,
      user_id: userId,
      user_options: { gpus: 1, note: "ü" },
      job: { job_id: "7" },
      estimate: new Date("2026-11-23T12:00:00.123Z"),
    })
    await insertRun(db, first)
    t.same(await findRun(db, "r1"), first)
    t.equal(await findRun(db, "none"), null)
    const second = await insertRun(db, { ...first, id: "r2" }).catch(e => e)
    t.ok(isUniqueViolation(second), "a second live run of the same server")

    const moved = await Promise.all(
      [1, 2, 3].map(() => transition(db, "r1", ["admitted"], "queued", { reason: "Priority" })),
    )
    t.equal(moved.filter(Boolean).length, 1, "one of three at once")
    t.match(await findRun(db, "r1"), { state: "queued", reason: "Priority", live_key: server.id })
    t.equal(await transition(db, "r1", ["starting"], "ready"), false)
    t.equal(await updateRun(db, "r1", ["queued"], { node: "n1", host: "n1", port: 1 }), true)
    t.equal(await updateRun(db, "r1", ["ready"], { node: "n2" }), false)
    t.same(
      (await listLiveRuns(db)).map(r => r.id),
      ["r1"],
    )
    t.same(await listLiveRuns(db, ["ready"]), [])
    t.same(
      (await findLiveRunsOfSpawners(db, [server.id])).map(r => r.node),
      ["n1"],
    )
    t.same(
      (await findLiveRunsOfUser(db, userId)).map(r => r.id),
      ["r1"],
    )
    t.same([...(await countLiveRunsByState(db))], [["queued", 1]])

    t.equal(await transition(db, "r1", ["queued"], "stopped", { outcome: "ended", ended_at: noon }), true)
    t.match(await findRun(db, "r1"), { live_key: null, outcome: "ended", ended_at: noon })
    await insertRuns(db, [
      run({ id: "r2", live_key: server.id, spawner_id: server.id, user_id: userId, requested_at: after(1) }),
    ])
    t.equal((await findLatestRun(db, server.id))?.id, "r2")
    t.same(
      (await findLatestRuns(db, [server.id])).map(r => r.id),
      ["r2"],
    )
    t.same(
      (await listRunsOfUser(db, userId, { offset: 0, limit: 9 })).map(r => r.id),
      ["r2", "r1"],
    )
    t.same(
      (await findRunsByIds(db, ["r1", "x"])).map(r => r.id),
      ["r1"],
    )

    await deleteUser(db, userId)
    t.match(await findRun(db, "r1"), { user_id: null, spawner_id: null, user_name: "alice" }, "history stays")
  })
})

t.test("a submit has one claimant, and a port is reported once", async t => {
  await forEachDatabase(t, async (t, db) => {
    await insertRun(db, run({ id: "r", live_key: 1, token_id: 5 }))
    const claims = await Promise.all([1, 2, 3].map(() => claimSubmit(db, "r", noon)))
    t.equal(claims.filter(Boolean).length, 1)
    await renewSubmits(db, ["r"], after(9))
    await renewSubmits(db, [], after(9))
    t.same((await findRun(db, "r"))?.submitting_at, after(9))
    const ports = await Promise.all([4001, 4002].map(port => reportPortOnce(db, 5, port)))
    t.same(
      ports.filter(id => id !== null),
      ["r"],
    )
    t.equal(await reportPortOnce(db, 6, 1), null)
    t.ok([4001, 4002].includes((await findRun(db, "r"))?.port ?? 0))
    await transition(db, "r", ["admitted"], "stopped", { outcome: "failed", ended_at: after(10) })
    t.equal(await reportPortOnce(db, 5, 1), null)
    t.same(
      (await listGivenUpRuns(db, after(10))).map(r => r.id),
      ["r"],
    )
    t.same(await listGivenUpRuns(db, after(11)), [])
  })
})
