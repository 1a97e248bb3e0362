/** The story of a start, as the page that waits is told it. */
import t from "tap"
import { progress } from "../../../hub/core/servers/progress.ts"
import { note } from "../../../hub/core/servers/run-note.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { startServer, stopServer } from "../../../hub/core/servers/servers.ts"
import { findRun } from "../../../hub/db/runs.ts"
import { bareCore } from "../../support/bare-core.ts"

const patience = () => AbortSignal.timeout(10_000)

async function scene(t: Parameters<typeof bareCore>[0]) {
  const { core, addUser } = await bareCore(t, { traits: { "JupyterHub.base_url": "/base/" } })
  const user = await addUser("a'da")
  const run = await startServer(core, { user, serverName: "", options: {}, by: "ada" })
  const all = async () => {
    const events = []
    for await (const event of progress(core, run.id, patience())) events.push(event)
    return events
  }
  return { core, user, run, all }
}

t.test("to the end", async t => {
  const { core, run, all } = await scene(t)
  const told = all()
  await apply(core, run.id, "submitted", { message: "Spawning server...", progress: 20 })
  const queued = await findRun(core.db, run.id)
  const asked = progress(core, run.id, patience())
  await asked.next()
  t.same((await asked.next()).value, { progress: 20, message: "Spawning server..." }, "nobody says when it starts")
  const estimate = new Date("2030-01-01T00:00:00Z")
  if (queued)
    await note(core, queued, { event: "pending", message: "Waiting for <GPUs>", progress: 30, patch: { estimate } })
  t.match((await asked.next()).value, { progress: 30, estimate: estimate.toISOString() })
  await asked.return(undefined)
  if (queued) await note(core, queued, { event: "pending", message: "", progress: 40 })
  await apply(core, run.id, "allocated", { message: "It runs", progress: 60 })
  await apply(core, run.id, "answered", { message: "not told twice", progress: 100 })
  const ready = {
    progress: 100,
    ready: true,
    message: "Server ready at /base/user/a%27da/",
    html_message: 'Server ready at <a href="/base/user/a%27da/">/base/user/a%27da/</a>',
    url: "/base/user/a%27da/",
  }
  const events = await told
  // Who waits is told of the estimate as it is at that moment, which is not what this is about.
  t.same(
    events.map(({ estimate: _, ...event }) => event),
    [
      { progress: 0, message: "Server requested" },
      { progress: 20, message: "Spawning server..." },
      { progress: 30, message: "Waiting for <GPUs>" },
      { progress: 60, message: "It runs" },
      ready,
    ],
  )
  t.same(await all(), [ready], "whoever comes later is told the end")
})

t.test("a failure", async t => {
  const { core, run, all } = await scene(t)
  const told = all()
  const patch = { outcome: "failed", message: "no disk", message_html: "<b>no</b> disk" } as const
  await apply(core, run.id, "stop", { message: "no disk", progress: 100, patch })
  const failed = { progress: 100, failed: true, message: "Spawn failed: no disk", html_message: "<b>no</b> disk" }
  t.same((await told).at(-1), failed, "told while the job still ends")
  await apply(core, run.id, "gone", { message: "Stopped", progress: 100 })
  t.same(await all(), [failed])
})

t.test("a start that somebody stops", async t => {
  const { core, user, all } = await scene(t)
  const events = progress(
    core,
    (await startServer(core, { user, serverName: "", options: {}, by: "x" })).id,
    patience(),
  )
  t.match((await events.next()).value, { progress: 0 })
  await stopServer(core, { user, serverName: "", by: "ada" })
  t.match((await events.next()).value, { failed: true, message: "Spawn cancelled" })
  await t.rejects(all(), { message: /is not starting/ })
})

t.test("written by another process", async t => {
  const { core, run, all } = await scene(t)
  const told = all()
  // Another hub's bus is not ours.
  await apply({ ...core, bus: { wake: () => {}, wait: async () => false } }, run.id, "gone", {
    message: "x",
    progress: 100,
    patch: { message: "x" },
  })
  t.match((await told).at(-1), { failed: true, message: "Spawn failed: x" })
})

t.test("nobody listens any more", async t => {
  const { core, run } = await scene(t)
  const abort = new AbortController()
  const events = progress(core, run.id, abort.signal)
  await events.next()
  const next = events.next()
  abort.abort()
  t.match(await next, { done: true })
})
