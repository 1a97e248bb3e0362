/** Containers are driven by the database: from request to ready, through crashes, lost answers and deletions on the way. */
import t from "tap"
import { addContainer } from "../../../hub/core/containers/add-container.ts"
import { deleteContainer } from "../../../hub/core/containers/delete-container.ts"
import { findEntry, listEntries } from "../../../hub/core/containers/entries.ts"
import { keepContainers, startContainerKeeper } from "../../../hub/core/containers/keeper.ts"
import { verifyContainer } from "../../../hub/core/containers/verify-container.ts"
import { containersKey } from "../../../hub/core/containers/wake.ts"
import { removeUser } from "../../../hub/core/users/user-removal.ts"
import { containersOf, findContainer } from "../../../hub/db/containers.ts"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
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

async function withKeeper(
  t: Parameters<typeof bareCore>[0],
  build: Record<string, unknown> = {},
  quota: Record<string, unknown> = {},
) {
  const tasks = tasksInMemory()
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, {
    clock,
    traits: {
      "CarmeHub.build": build,
      "CarmeHub.quotas": { user: { add_containers: true, ...quota } },
      "CarmeHub.containers": { base: { image: "/srv/base.sif" } },
    },
  })
  const hub = { ...core, spawner: { ...core.spawner, tasks } }
  const ada = await addUser("ada")
  const waiting = new Map<string, number>()
  const state = async (id: string) => (await findContainer(core.db, id))?.state ?? "deleted"
  const turn = () => keepContainers(hub, waiting)
  /** Its job, submitted already, ends so. */
  const ends = async ({ id }: { readonly id: string }, result: string) => {
    const task = (await findContainer(core.db, id))?.task?.id ?? ""
    tasks.jobs.set(task, gone)
    tasks.results.set(task, result)
    await turn()
  }
  return { core: hub, addUser, clock, tasks, ada, state, turn, ends }
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
  t.same(
    tasks.removed,
    [early, late].flatMap(({ image }) => [image, `${image}.part`]),
  )
  const byPath = await addContainer(core, ada, { ...pull, source: "path", origin: "/home/ada/a.sif" })
  await remove(byPath.id)
  await turn()
  t.equal(tasks.removed.length, 4)
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

t.test("whose result cannot be read keeps nobody else waiting; without the account it fails", async t => {
  const { core, addUser, tasks, ada, state, turn } = await withKeeper(t)
  const [first, second] = [await addContainer(core, ada, pull), await addContainer(core, await addUser("bob"), pull)]
  await turn()
  for (const { id } of tasks.submits) {
    tasks.jobs.set(id, gone)
    tasks.results.set(id, goodResult("/home/x/a.sif"))
  }
  const { result } = tasks
  const trouble = (error: Error) => {
    tasks.result = async (task, context) => {
      if (task.user === "ada") throw error
      return result(task, context)
    }
  }
  trouble(new Fault(503, "The account of ada could not be looked up."))
  await turn()
  t.same([await state(first.id), await state(second.id)], ["queued", "ready"])
  trouble(new Refusal(403, "The account ada is no more."))
  await turn()
  t.match(await findContainer(core.db, first.id), { state: "failed", message: "The account ada is no more." })
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

t.test("a path that the job says is held to the rules of one that is given", async t => {
  const { core, tasks, ada, turn } = await withKeeper(t)
  for (const real of ["/home/ada/$(id)", "/home/ada/-x/a.sif", "/home/ada/a.sif:/etc"]) {
    const { id } = await addContainer(core, ada, { ...pull, source: "path", origin: "/home/ada/a.sif" })
    await turn()
    tasks.jobs.set(tasks.submits.at(-1)?.id ?? "", gone)
    tasks.results.set(tasks.submits.at(-1)?.id ?? "", goodResult(real))
    await turn()
    const failed = { state: "failed", image: "/home/ada/a.sif", message: /cannot be used there/ }
    t.match(await findContainer(core.db, id), failed, real)
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

t.test("what a person's containers hold together: at the request, at the submit, and when it is known", async t => {
  const { core, tasks, ada, turn, ends } = await withKeeper(t, { max_size: "20G" }, { container_disk: "10G" })
  const sized = (image: string, gb: number) => goodResult(image).replace("size=1000", `size=${gb * 1024 ** 3}`)
  const [first, second] = [await addContainer(core, ada, pull), await addContainer(core, ada, pull)]
  await turn()
  t.match(tasks.submits[0]?.values, { most_mb: "10240", most_text: /left of the 10 GiB/ }, "not the 20 of the site")
  await ends(first, sized(first.image, 8))
  t.equal((await findContainer(core.db, first.id))?.state, "ready")
  await ends(second, sized(second.image, 3))
  t.match(await findContainer(core.db, second.id), {
    state: "failed",
    message:
      "Your containers may hold 10 GiB together, and hold 8 GiB. This one has 3 GiB. Delete one that you do not need.",
  })
  t.same(tasks.removed, [second.image, `${second.image}.part`], "what was made in vain is removed")
  await addContainer(core, ada, { ...pull, source: "path", origin: "/home/ada/a.sif" })
  await turn()
  t.match(tasks.submits.at(-1)?.values, { kind: "measure", most_mb: "2048" })
  await ends({ id: (await containersOf(core.db, ada.id)).at(-1)?.id ?? "" }, sized("/home/ada/a.sif", 2))
  const full = { code: "quota-container-disk", limit: 10 * 1024 ** 3, used: 10 * 1024 ** 3, asked: null, allowed: 0 }
  await t.rejects(addContainer(core, ada, pull), { status: 403, detail: full } as never)
  const site = { name: "big", version: null, logo: null, roles: [], binds: [], app: null, cuda: null, minDriver: null }
  await t.resolves(addContainer(core, ada, { ...pull, store: site }), "the store is nobody's")
  await turn()
  t.match(tasks.submits.at(-1)?.values, { most_mb: "20480", most_text: "the most here" })
  await verifyContainer(core, (await findEntry(core, first.id)) as never, ada)
  await turn()
  t.equal(tasks.submits.at(-1)?.values.most_mb, "8192", "its own size is not beside it")
})

t.test("a user who is deleted: the jobs end, what they made goes, and nobody is shown it meanwhile", async t => {
  const { core, addUser, tasks, ada, state, turn } = await withKeeper(t)
  const building = await addContainer(core, ada, pull)
  const byPath = await addContainer(core, ada, { ...pull, source: "path", origin: "/home/ada/a.sif" })
  await turn()
  await removeUser(core, ada)
  t.same(
    (await listEntries(core)).map(entry => entry.id),
    ["base"],
  )
  const woken = core.bus.wait(containersKey, 60_000, new AbortController().signal)
  await removeUser(core, await addUser("eve"))
  await woken
  await turn()
  t.same(tasks.cancels.toSorted(), tasks.submits.map(submit => submit.id).toSorted())
  t.same(tasks.removed, [building.image, `${building.image}.part`])
  t.same([await state(building.id), await state(byPath.id)], ["deleted", "deleted"])
})

t.test("the job of an administrator who is deleted ends; the store says so, another makes it again", async t => {
  const { core, addUser, tasks, ada, state, turn } = await withKeeper(t)
  const root = await addUser("root")
  const store = { name: "big", version: null, logo: null, roles: [], binds: [], app: null, cuda: null, minDriver: null }
  const { id } = await addContainer(core, root, { ...pull, store })
  await turn()
  t.equal(await state(id), "queued")
  await removeUser(core, root)
  await turn()
  t.same(tasks.cancels, [tasks.submits[0]?.id])
  t.match(await findContainer(core.db, id), { state: "failed", message: /root, whose job it was/ })
  await verifyContainer(core, (await findEntry(core, id)) as never, ada)
  await turn()
  t.equal(await state(id), "queued")
  const image = "/home/ada/.carme/containers/big.sif"
  t.match(tasks.submits.at(-1), { user: "ada", values: { kind: "pull", image } })
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
