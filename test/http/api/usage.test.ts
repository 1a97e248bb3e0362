/** What was used, over HTTP: by day and by run for oneself, of everybody for admins, and CSV that does no harm. */
import t from "tap"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { csv } from "../../../hub/http/api/csv.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"
import { allocation, noon, run } from "../../support/rows.ts"

const s = noon.getTime() / 1000
const hour = 3600

t.test("GPU-hours by day, by run and by user", async t => {
  const hub = await testCore(t, { settings: { CarmeHub: { time_zone: "UTC" } }, clock: manualClock(noon) })
  const [alice, bob] = [await hub.user("alice"), await hub.user("bob")]
  const used = async (id: string, user_id: number, gpus: number, from: number, to: number | null) => {
    await insertRun(hub.core.db, run({ id, user_id, server_name: "lab", state: to === null ? "ready" : "stopped" }))
    const times = { started_s: from, ended_s: to, admitted_at: new Date(from * 1000) }
    const settled_by = to === null ? null : ("accounting" as const)
    await insertAllocation(hub.core.db, allocation({ run_id: id, user_id, gpus, ...times, settled_by }))
  }
  await used("r1", alice.id, 2, s - 15 * hour, s - 9 * hour)
  await used("r2", alice.id, 1, s - 2 * hour, null)
  await used("r3", bob.id, 4, s - 3 * hour, s - 2 * hour)
  await used("r4", bob.id, 4, s - 900 * hour, s - 899 * hour)
  const mine = await hub.as(alice)
  const days = (await mine.api("GET", "/users/alice/usage?from=2026-11-21")).json()
  t.same(days, [
    { day: "2026-11-21", gpu_hours: 0 },
    { day: "2026-11-22", gpu_hours: 6 },
    { day: "2026-11-23", gpu_hours: 8 },
  ])
  const runs = (await mine.api("GET", "/users/alice/usage?by=run")).json()
  t.match(runs, [
    { run: "r2", gpu_hours: 2, settled: false, ended_at: null },
    { run: "r1", gpu_hours: 12, settled: true, server: "lab", ended_at: /2026-11-23T03:00/ },
  ])
  t.match((await mine.api("GET", "/users/alice/usage?by=run&offset=1&limit=1")).json(), [{ run: "r1" }])
  const headers = { Accept: "application/jupyterhub-pagination+json" }
  t.match((await mine.ask("/hub/api/users/alice/usage?by=run&limit=1", { headers })).json(), {
    items: [{ run: "r2" }],
    _pagination: { total: 2, next: { offset: 1, url: /by=run.*offset=1/ } },
  })
  t.equal((await mine.api("GET", "/users/alice/usage")).json().length, 30)
  const year = (await mine.api("GET", "/users/alice/usage?from=2025-11-22T13:00&to=2026-11-23T13:00")).json()
  t.equal(year.length, 367, "from noon to noon it touches a day more")
  t.same(year.at(-1), { day: "2026-11-23", gpu_hours: 8 })
  t.equal((await mine.api("GET", "/users/bob/usage")).status, 404)
  const long = (await (await hub.as(bob)).api("GET", "/users/bob/usage?from=2026-09-24")).json()
  t.equal(long.length, 61, "more days than are asked for in one statement")
  t.same(
    long.filter((one: { gpu_hours: number }) => one.gpu_hours > 0),
    [
      { day: "2026-10-17", gpu_hours: 4 },
      { day: "2026-11-23", gpu_hours: 4 },
    ],
  )
  t.equal((await mine.api("GET", "/usage")).status, 403)
  for (const wrong of [
    "from=x",
    "from=2026-11-23&to=2026-11-22",
    "from=2020-01-01",
    "from=%2B012345-01-01",
    "by=month",
  ])
    t.equal((await mine.api("GET", `/users/alice/usage?${wrong}`)).status, 400, wrong)

  const admin = await hub.service("admin", ["admin:quotas"])
  t.same((await admin.api("GET", "/usage")).json(), [
    { user: "alice", gpu_hours: 14, runs: 2 },
    { user: "bob", gpu_hours: 4, runs: 1 },
  ])
  const accept = "application/jupyterhub-pagination+json"
  const page = (await admin.api("GET", "/usage?limit=1&offset=1", undefined, { accept })).json()
  t.match(page, { items: [{ user: "bob" }], _pagination: { total: 2, next: null } })
  t.match((await admin.api("GET", "/usage?by=day&from=2026-11-23")).json(), [{ day: "2026-11-23", gpu_hours: 12 }])
  const table = await admin.api("GET", "/usage", undefined, { accept: "text/csv" })
  t.match(table.headers["content-type"], /^text\/csv/)
  t.equal(table.text, "user,gpu_hours,runs\r\nalice,14,2\r\nbob,4,1\r\n")
  const part = await admin.api("GET", "/usage?limit=1", undefined, { accept: "text/csv" })
  t.equal(part.text, "user,gpu_hours,runs\r\nalice,14,2\r\n")
})

t.test("CSV is the whole list, however short pages are", async t => {
  const settings = { JupyterHub: { api_page_max_limit: 1, api_page_default_limit: 1 } }
  const hub = await testCore(t, { settings, clock: manualClock(noon) })
  for (const name of ["alice", "bob"]) {
    const { id: user_id } = await hub.user(name)
    await insertRun(hub.core.db, run({ id: name, user_id, state: "stopped" }))
    await insertAllocation(hub.core.db, allocation({ run_id: name, user_id, gpus: 1, started_s: s - hour, ended_s: s }))
  }
  const admin = await hub.service("admin", ["admin:quotas"])
  t.equal((await admin.api("GET", "/usage")).json().length, 1)
  const table = await admin.api("GET", "/usage", undefined, { accept: "text/csv" })
  t.equal(table.text, "user,gpu_hours,runs\r\nalice,1,1\r\nbob,1,1\r\n")
})

t.test("a name is no formula", async t => {
  const rows = [{ a: "=1+1" }, { a: "+x" }, { a: "@x" }, { a: 'say "x", y' }, { a: -1 }, { a: null }]
  t.equal(csv(["a"], rows), 'a\r\n"\'=1+1"\r\n"\'+x"\r\n"\'@x"\r\n"say ""x"", y"\r\n-1\r\n\r\n')
})
