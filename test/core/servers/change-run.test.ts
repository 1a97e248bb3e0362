/** A start that waits changed to another choice: on real databases, with clicks at the same moment, and to its end. */
import t from "tap"
import { changeRun } from "../../../hub/core/servers/change-run.ts"
import { startConductor } from "../../../hub/core/servers/conductor.ts"
import { awaitRun, startServer, stopServer } from "../../../hub/core/servers/servers.ts"
import { usageOfUser } from "../../../hub/db/allocations.ts"
import type { Db } from "../../../hub/db/db.ts"
import type { RunRow } from "../../../hub/db/rows.ts"
import { listRunEvents } from "../../../hub/db/run-events.ts"
import { countStarts, findRun, listLiveRuns } from "../../../hub/db/runs.ts"
import { findSpawner } from "../../../hub/db/spawners.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { StartEstimate } from "../../../hub/plugin/scheduler.ts"
import type { Spawner } from "../../../hub/plugin/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { createBackend, plainSpawner } from "../../support/spawner-doubles.ts"

const soon = 20_000
const isQueued = (run: RunRow) => run.state === "queued" || run.state === "stopped"
const isStopped = (run: RunRow) => run.state === "stopped"

/** A start of three GPUs of four that waits; a job that is asked to end stays until `backend.jobs` loses it. */
async function waiting(t: Parameters<typeof bareCore>[0], db?: Db) {
  const backend = createBackend()
  backend.obeys = false
  const said: { start: StartEstimate | null } = { start: null }
  const plain = plainSpawner(backend)
  let askedTwice = () => {}
  /** By then the conductor has had its turn, and another. */
  const insisted = new Promise<void>(resolve => {
    askedTwice = resolve
  })
  const spawner: Spawner = {
    ...plain,
    parse: (raw, offer, context) => {
      const parsed = plain.parse(raw, offer, context)
      return { ...parsed, demand: { ...parsed.demand, gpus: Number(raw.gpus ?? 1) } }
    },
    async stop(run, context) {
      await plain.stop(run, context)
      if (backend.cancels.length >= 2) askedTwice()
    },
    estimate: async () => said.start ?? { outcome: "unknown", cause: "" },
  }
  const traits = { "CarmeHub.quotas": { user: { gpus: 4, jobs: 1, starts_per_day: 1 } }, "CarmeHub.poll_interval": 0.2 }
  const { core, addUser } = await bareCore(t, { spawner, traits, ...(db ? { db } : {}) })
  const conductor = startConductor(core)
  t.teardown(() => conductor.stop())
  const user = await addUser("ada")
  const admitted = await startServer(core, { user, serverName: "", options: { gpus: 3 }, by: "ada" })
  const old = await awaitRun(core, admitted.id, isQueued, soon)
  t.equal(old.state, "queued")
  return { core, user, old, backend, said, insisted }
}

t.test("of many clicks at the same moment one changes it, and there is never more than one job", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { core, user, old, backend, insisted } = await waiting(t, db)
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => changeRun(core, old, { gpus: 2, click: i }, "ada")),
    )
    const changed = answers.flatMap(answer => (answer.status === "fulfilled" ? [answer.value] : []))
    t.equal(changed.length, 1)
    for (const answer of answers)
      if (answer.status === "rejected") t.match(answer.reason, { status: 409, detail: { code: "changed" } })
    const id = changed[0]?.id ?? ""
    const server = await findSpawner(db, user.id, "")
    t.match(await findRun(db, id), { state: "admitted", live_key: server?.id, demand: { gpus: 2 } })
    t.match(await findRun(db, old.id), { state: "stopping", live_key: -(server?.id ?? 0), code: "changed" })
    t.same(await usageOfUser(db, user.id), { gpus: 5, jobs: 2, memoryMb: 0, walltimeMinutes: 0 }, "both are charged")
    await insisted
    t.same(backend.submits, [old.id], "the new job waits until the old one is gone")
    backend.jobs.delete(old.id)
    t.match(await awaitRun(core, old.id, isStopped, soon), { state: "stopped", outcome: "stopped", live_key: null })
    t.equal((await awaitRun(core, id, isQueued, soon)).state, "queued")
    t.same(backend.submits, [old.id, id])
    t.match(await usageOfUser(db, user.id), { gpus: 2, jobs: 1 })
    t.equal((await listLiveRuns(db)).length, 1)
    t.equal(await countStarts(db, user.id, new Date(0)), 1, "a change is no further start of the day")
    const { started, user_options } = (await findSpawner(db, user.id, "")) ?? {}
    t.ok(started, "the end of the old one does not touch what the server's row says of the new one")
    t.match(user_options, { gpus: 2 })
    t.match(
      (await listRunEvents(db, old.id)).map(event => event.message).join("\n"),
      "Changed to another choice by ada",
    )
  })
})

t.test("what is refused leaves the old one where it is", async t => {
  const { core, user, old, backend, said } = await waiting(t)
  const refused = async (options: { readonly gpus: number }) =>
    await changeRun(core, old, options, "ada").then(
      () => null,
      error => error,
    )
  t.match(await refused({ gpus: 5 }), { status: 403, detail: { code: "quota-gpus", used: 0, asked: 5 } })
  said.start = { outcome: "refused", says: "no such node." }
  t.match(await refused({ gpus: 2 }), {
    status: 403,
    message: "The cluster would not take it: no such node. Your start waits on as it was.",
  })
  said.start = null
  backend.reachable = false
  t.equal((await refused({ gpus: 2 }))?.status, 503, "what cannot be withdrawn is not changed")
  backend.reachable = true
  t.match(await findRun(core.db, old.id), { state: "queued", live_key: old.live_key, code: null })
  t.match(await usageOfUser(core.db, user.id), { gpus: 3, jobs: 1 })
  t.same([backend.submits, backend.cancels], [[old.id], []])
  backend.jobs.set(old.id, { status: "running" })
  t.match(await refused({ gpus: 2 }), { status: 409, detail: { code: "not-waiting" } }, "its turn has come meanwhile")
  t.ok((await refused({ gpus: 2 })) instanceof Refusal)
})

t.test("a stop while the old one is withdrawn ends the new one, and nothing is submitted any more", async t => {
  const { core, user, old, backend, said } = await waiting(t)
  said.start = { outcome: "refused", says: "QOSMaxSubmitJobPerUserLimit", full: true }
  const changed = await changeRun(core, old, { gpus: 1 }, "ada")
  t.equal(changed.state, "admitted", "that the old one takes the last place of the scheduler's is no reason against it")
  const stopped = await stopServer(core, { user, serverName: "", by: "ada" })
  t.equal(stopped?.id, changed.id)
  t.match(await awaitRun(core, changed.id, isStopped, soon), { state: "stopped", outcome: "stopped" })
  backend.jobs.delete(old.id)
  t.equal((await awaitRun(core, old.id, isStopped, soon)).state, "stopped")
  t.same(backend.submits, [old.id])
  t.match(await usageOfUser(core.db, user.id), { gpus: 0, jobs: 0 })
})
