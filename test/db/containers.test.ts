/** Containers in the database: written and read back, and one writer of the state. */
import t from "tap"
import {
  abandonContainersOf,
  claimContainer,
  containersOf,
  deleteContainer,
  findContainer,
  insertContainer,
  listBusyContainers,
  listContainers,
  moveContainer,
  updateContainer,
} from "../../hub/db/containers.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { container, user } from "../support/rows.ts"

t.test("what is written is read, and the state changes once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada, bob] = await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])
    const row = container({
      id: "c-1",
      owner_id: ada?.id ?? null,
      labels: ["gpu", "ünïcode"],
      groups: ["lab"],
      app: { command: ["a", "{port}"], ready: "/", stripPrefix: true, timeoutSeconds: 60 },
      task: { id: "carme-x", kind: "build", user: "ada", job: { job_id: "7" } },
      facts: {
        digest: "sha256:0",
        size: 12 * 1024 ** 3,
        stamp: "1",
        measuredAt: "",
        packages: ["numpy 2"],
        labels: {},
      },
    })
    await insertContainer(db, row)
    t.same(await findContainer(db, "c-1"), row)
    await t.rejects(insertContainer(db, row), "twice")
    await insertContainer(db, container({ id: "c-2", owner_id: bob?.id ?? null }))
    await insertContainer(db, container({ id: "site", state: "ready" }))
    t.same(
      (await listContainers(db)).map(c => c.id),
      ["c-1", "c-2", "site"],
    )
    t.same(
      (await listContainers(db, bob?.id)).map(c => c.id),
      ["c-1", "c-2", "site"],
      "shared with a group",
    )
    t.equal(await updateContainer(db, "c-1", { groups: [] }), true)
    t.same(
      (await listContainers(db, bob?.id)).map(c => c.id),
      ["c-2", "site"],
    )
    t.same(
      (await containersOf(db, ada?.id ?? 0)).map(c => c.id),
      ["c-1"],
    )
    t.same(
      (await listBusyContainers(db)).map(c => c.id),
      ["c-1", "c-2"],
    )

    const task = { id: "carme-x", kind: "build", user: "ada", submitting: 1, job: {} } as const
    const claims = await Promise.all([1, 2, 3].map(() => claimContainer(db, row, task)))
    t.equal(claims.filter(Boolean).length, 1, "one submits")
    t.same((await findContainer(db, "c-1"))?.task, task)
    const won = await Promise.all(
      ["x", "y", "z"].map(message => moveContainer(db, "c-1", ["requested"], "queued", { message })),
    )
    t.equal(won.filter(Boolean).length, 1, "of three, one")
    t.equal(await deleteContainer(db, "c-1"), false, "only what is being deleted")
    await moveContainer(db, "c-1", ["queued"], "deleting")
    t.equal(await deleteContainer(db, "c-1"), true)
    await insertContainer(db, container({ id: "c-3", owner_id: ada?.id ?? null, state: "building" }))
    await abandonContainersOf(db, ada?.id ?? 0, "deleting")
    await db.q("users").where({ name: "ada" }).delete()
    t.match(await findContainer(db, "c-3"), { state: "deleting", owner_id: null }, "there is something to clear away")
    t.same(
      (await listContainers(db)).map(c => c.id),
      ["c-2", "site"],
      "which nobody is shown",
    )
    t.ok((await listBusyContainers(db)).some(c => c.id === "c-3"))
    await db.q("users").where({ name: "bob" }).delete()
    t.equal(await findContainer(db, "c-2"), null, "what is a person's goes with the person")
  })
})
