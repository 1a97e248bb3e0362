/** Containers are driven by the database: from request to ready, through crashes, lost answers and deletions on the way. */
import t from "tap"
import { addContainer } from "../../../hub/core/containers/add-container.ts"
import { deleteContainer } from "../../../hub/core/containers/delete-container.ts"
import { findEntry } from "../../../hub/core/containers/entries.ts"
import { keepContainers, startContainerKeeper } from "../../../hub/core/containers/keeper.ts"
import { verifyContainer } from "../../../hub/core/containers/verify-container.ts"
import { findContainer } from "../../../hub/db/containers.ts"
import type { JobStatus } from "../../../hub/plugin/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { goodResult, tasksInMemory } from "../../support/tasks-in-memory.ts"

const gone: JobStatus = { status: "gone", exitCode: 0, reason: "COMPLETED" }
const pull = {
  source: "pull",
  origin: "docker://ubuntu",
  displayName: "Ubuntu",
  description: "",
  groups: [],
  labels: [],
} as const

async function withKeeper(t: Parameters<typeof bareCore>[0], build: Record<string, unknown> = {}) {
  const tasks = tasksInMemory()
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, {
    clock,
    traits: {
      "CarmeHub.build": build,
      "CarmeHub.quotas": { user: { add_containers: true } },
      "CarmeHub.containers": { base: { image: "/srv/base.sif" } },
    },
  })
  const hub = { ...core, spawner: { ...core.spawner, tasks } }
  const ada = await addUser("ada")
  const waiting = new Map<string, number>()
  const state = async (id: string) => (await findContainer(core.db, id))?.state ?? "deleted"
  return { core: hub, clock, tasks, ada, state, turn: () => keepContainers(hub, waiting) }
}

t.test("requested, queued, building, ready; each job once, as its person", async t => {
  const { core, tasks, ada, state, turn } = await withKeeper(t)
  const { id, image } = await addContainer(core, ada, pull)
  t.equal(image, `/home/ada/.carme/containers/${id}.sif`)
  t.equal(await state(id), "requested")
  await Promise.all([turn(), turn()])
  t.equal(await state(id), "queued")
  t.equal(tasks.submits.length, 1, "of two that look at once, one submits")
  t.match(tasks.submits[0], {
    user: "ada",
    values: { kind: "pull", uri: "docker://ubuntu", image, insecure: "no", roots: "" },
  })
  t.notMatch(tasks.submits[0]?.script, "docker://", "nothing of a person is in the script")
  await turn()
  t.match(await findContainer(core.db, id), { message: "Waiting." })
  const job = tasks.submits[0]?.id ?? ""
  tasks.jobs.set(job, { status: "running" })
  await turn()
  t.equal(await state(id), "building")
  tasks.jobs.set(job, gone)
  tasks.results.set(job, goodResult(image))
  await turn()
  t.match(await findContainer(core.db, id), { state: "ready", facts: { digest: /^sha256:a+$/ }, message: null, image })
})

t.test("an answer that was lost, or a hub that died: found by name, never submitted again", async t => {
  const { core, clock, tasks, ada, state, turn } = await withKeeper(t)
  tasks.losesAnswers = true
  const { id } = await addContainer(core, ada, pull)
  await turn()
  t.equal(await state(id), "requested")
  await turn()
  t.equal(await state(id), "queued", "it was there")
  t.equal(tasks.submits.length, 1)
  const lost = await addContainer(core, ada, pull)
  await turn()
  tasks.jobs.clear()
  await turn()
  await clock.advance(29_000)
  await turn()
  t.equal(await state(lost.id), "requested")
  await clock.advance(2000)
  await turn()
  t.match(await findContainer(core.db, lost.id), { state: "failed", message: /not submitted: try again/ })
})

t.test("what a job says of its failure, and one that ends without a word", async t => {
  const { core, clock, tasks, ada, state, turn } = await withKeeper(t)
  const ends = async (status: JobStatus, result?: string) => {
    const { id } = await addContainer(core, ada, pull)
    await turn()
    const job = tasks.submits.at(-1)?.id ?? ""
    tasks.jobs.set(job, status)
    if (result !== undefined) tasks.results.set(job, result)
    await turn()
    return id
  }
  t.match(await findContainer(core.db, await ends(gone, "error=It is cut off.\n")), {
    state: "failed",
    message: "It is cut off.",
  })
  const timeout: JobStatus = { status: "gone", exitCode: null, reason: "The time limit was reached." }
  t.match(await findContainer(core.db, await ends(timeout)), { state: "failed", message: /time limit was reached/ })
  const late = await ends(gone)
  t.equal(await state(late), "queued", "a shared folder may be late")
  await clock.advance(31_000)
  await turn()
  t.equal(await state(late), "failed")
  t.equal(await state(await ends({ status: "unknown", cause: "Slurm is away" })), "queued", "unknown is never gone")
  tasks.refuses = "Slurm refused the job: no"
  const { id } = await addContainer(core, ada, pull)
  await turn()
  t.match(await findContainer(core.db, id), { state: "failed", message: /Slurm refused/ })
})

t.test("verified again: it stays usable meanwhile, and what failed is made again", async t => {
  const { core, tasks, ada, state, turn } = await withKeeper(t)
  const { id, image } = await addContainer(core, ada, pull)
  const entry = async () => (await findEntry(core, id)) ?? t.fail("gone")
  await turn()
  await t.rejects(verifyContainer(core, (await entry()) as never, ada), { status: 409 } as never, "while it is made")
  const finish = async (result: string) => {
    tasks.jobs.set(tasks.submits.at(-1)?.id ?? "", gone)
    tasks.results.set(tasks.submits.at(-1)?.id ?? "", result)
    await turn()
  }
  await finish("error=The registry did not answer.\n")
  await verifyContainer(core, (await entry()) as never, ada)
  await turn()
  t.equal(tasks.submits.at(-1)?.values.kind, "pull", "nothing was there to measure")
  await finish(goodResult(image))
  t.equal(await state(id), "ready")
  await verifyContainer(core, (await entry()) as never, ada)
  await turn()
  t.equal(tasks.submits.at(-1)?.values.kind, "measure")
  t.match(await findContainer(core.db, id), { state: "queued", facts: { digest: /^sha256:a/ } })
  await finish(goodResult(image, "b"))
  t.match(await findContainer(core.db, id), { state: "ready", facts: { digest: /^sha256:b/ } })
})

t.test("deleted at every step: the job is ended and the image removed; a path of the person's stays", async t => {
  const { core, tasks, ada, state, turn } = await withKeeper(t)
  const remove = async (id: string) => deleteContainer(core, (await findEntry(core, id)) as never, false)
  const early = await addContainer(core, ada, pull)
  await remove(early.id)
  await turn()
  t.equal(await state(early.id), "deleted")
  t.equal(tasks.submits.length, 0)
  const late = await addContainer(core, ada, pull)
  await turn()
  await remove(late.id)
  await turn()
  t.equal(await state(late.id), "deleted")
  t.same(tasks.cancels, [tasks.submits[0]?.id])
  t.same(tasks.removed, [early.image, late.image])
  const byPath = await addContainer(core, ada, { ...pull, source: "path", origin: "/home/ada/a.sif" })
  await remove(byPath.id)
  await turn()
  t.equal(tasks.removed.length, 2)
})

t.test("deleted while its job was being submitted", async t => {
  const { core, tasks, ada, state, turn } = await withKeeper(t)
  const { id } = await addContainer(core, ada, pull)
  const submit = tasks.submit
  Object.assign(tasks, {
    async submit(...args: Parameters<typeof submit>) {
      const job = await submit(...args)
      await deleteContainer(core, (await findEntry(core, id)) as never, false)
      return job
    },
  })
  await turn()
  t.equal(tasks.cancels.length, 1)
  await turn()
  t.equal(await state(id), "deleted")
})

t.test("a path that the job of its person says leads elsewhere", async t => {
  const { core, tasks, ada, turn } = await withKeeper(t)
  for (const real of ["/home/bob/a.sif", "/home/ada/../bob/a.sif", "/home/ada2/a.sif"]) {
    const { id } = await addContainer(core, ada, { ...pull, source: "path", origin: "/home/ada/a.sif" })
    await turn()
    t.equal(tasks.submits.at(-1)?.values.roots, "/home/ada")
    tasks.jobs.set(tasks.submits.at(-1)?.id ?? "", gone)
    tasks.results.set(tasks.submits.at(-1)?.id ?? "", goodResult(real))
    await turn()
    t.match(await findContainer(core.db, id), { state: "failed", message: /outside the folders/ }, real)
  }
})

t.test("signatures, where the site asks everybody for one", async t => {
  const { core, tasks, ada, turn } = await withKeeper(t, { keys: "/etc/keys", require_signature: "everybody" })
  for (const [signed, state] of [
    ["yes", "ready"],
    ["no", "failed"],
    ["", "failed"],
  ] as const) {
    const { id, image } = await addContainer(core, ada, pull)
    await turn()
    t.equal(tasks.submits.at(-1)?.values.keys, "/etc/keys")
    tasks.jobs.set(tasks.submits.at(-1)?.id ?? "", gone)
    tasks.results.set(tasks.submits.at(-1)?.id ?? "", `${goodResult(image)}${signed && `signed=${signed}\n`}`)
    await turn()
    t.equal((await findContainer(core.db, id))?.state, state, signed)
  }
})

t.test("a definition file travels as a file, and the lists hold again at the submit", async t => {
  const { core, tasks, ada, turn } = await withKeeper(t)
  const origin = "Bootstrap: localimage\nFrom: /srv/base.sif\n%post\n  echo $(id)\n"
  await addContainer(core, ada, { ...pull, source: "definition", origin })
  await turn()
  t.equal(tasks.submits[0]?.input, origin)
  t.notMatch(JSON.stringify([tasks.submits[0]?.script, tasks.submits[0]?.values]), "echo $(id)")
})

t.test("ten places, forty requests at once", async t => {
  const { core, ada } = await withKeeper(t, { per_user: 10 })
  const asked = await Promise.allSettled(Array.from({ length: 40 }, () => addContainer(core, ada, pull)))
  t.equal(asked.filter(answer => answer.status === "fulfilled").length, 10)
  const no = asked.find(answer => answer.status === "rejected")
  t.match(no?.status === "rejected" && no.reason, {
    status: 403,
    detail: { code: "quota-containers", limit: 10, used: 10 },
  })
})

t.test("the keeper itself: woken by a request, ended by stop", async t => {
  const { core, ada, state, tasks } = await withKeeper(t)
  const keeper = await startContainerKeeper(core)
  const { id } = await addContainer(core, ada, pull)
  while (tasks.submits.length === 0 || (await state(id)) === "requested") await new Promise(setImmediate)
  await keeper.stop()
  const after = await addContainer(core, ada, pull)
  await new Promise(setImmediate)
  t.equal(await state(after.id), "requested")
})
