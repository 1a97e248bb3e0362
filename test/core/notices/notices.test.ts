/** What people are told by mail, over real SMTP: once, to the right address, and nothing that nobody asked for. */
import t from "tap"
import { sendDueNotices, wantNotices } from "../../../hub/core/notices/notices.ts"
import type { RunRow } from "../../../hub/db/rows.ts"
import { insertRun, updateRun } from "../../../hub/db/runs.ts"
import { updateUser } from "../../../hub/db/users.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"
import { freePorts } from "../../support/ports.ts"
import { noon, run } from "../../support/rows.ts"
import { mailServer } from "../../support/smtp.ts"

const demand = { queue: null, container: null, gpus: 1, gpuType: null, cpus: null, memoryMb: null, walltimeMinutes: 60 }
const running = { state: "ready", allocated_at: noon, ready_at: noon } as const

async function site(t: Parameters<typeof testCore>[0], port?: number) {
  const server = await mailServer(t)
  const clock = manualClock(noon)
  const mail = { host: "127.0.0.1", port: port ?? server.port, from_: "The hub <hub@example.org>" }
  const { core, user } = await testCore(t, { clock, settings: { CarmeHub: { mail, mail_domain: "example.org" } } })
  const alice = await user("alice")
  const start = async (id: string, row: Partial<RunRow>) => {
    const whose = { user_id: alice.id, user_name: "alice", demand, user_options: { notify: "mail" } }
    const made = run({ id, ...whose, ...row })
    await insertRun(core.db, made)
    await wantNotices(core, core.db, made)
    return made
  }
  const states = async () => {
    const rows = await core.db.q("carme_notices").orderBy(["run_id", "kind"]).select("kind", "state")
    return rows.map(({ kind, state }) => `${kind} ${state}`)
  }
  return { core, clock, server, alice, start, states }
}

t.test("a session that is ready is told once, however many look; its end in time", async t => {
  const { core, clock, server, start, states } = await site(t)
  await start("r1", { state: "queued" })
  await sendDueNotices(core)
  t.same(server.mails, [], "there is nothing to tell yet")
  await updateRun(core.db, "r1", ["queued"], running as Partial<RunRow>)
  await core.db.q("carme_runs").update({ state: "ready" })
  await Promise.all([sendDueNotices(core), sendDueNotices(core), sendDueNotices(core)])
  await sendDueNotices(core)
  t.equal(server.mails.length, 1)
  t.match(server.mails[0], {
    from: "hub@example.org",
    to: ["alice@example.org"],
    data: /Subject: Your server is ready\n[\s\S]*\/user\/alice\/[\s\S]*until 2026-11-23 13:00 UTC/,
  })
  t.match(server.mails[0]?.data, /^Auto-Submitted: auto-generated$/m)
  t.same(await states(), ["ending wanted", "ready sent"])
  await clock.advance(44 * 60_000)
  await sendDueNotices(core)
  t.equal(server.mails.length, 1, "a quarter of an hour before its end, not sooner")
  await clock.advance(60_000)
  await Promise.all([sendDueNotices(core), sendDueNotices(core)])
  t.equal(server.mails.length, 2)
  t.match(server.mails[1]?.data, /Subject: Your server ends soon[\s\S]*ends at 2026-11-23 13:00 UTC/)
  t.same(await states(), ["ending sent", "ready sent"])
})

t.test("a session that was extended meanwhile is warned of at its new end", async t => {
  const { core, clock, server, start } = await site(t)
  await start("r1", running)
  await sendDueNotices(core)
  await updateRun(core.db, "r1", ["ready"], { demand: { ...demand, walltimeMinutes: 120 } })
  await clock.advance(50 * 60_000)
  await sendDueNotices(core)
  t.equal(server.mails.length, 1)
  await clock.advance(55 * 60_000)
  await sendDueNotices(core)
  t.match(server.mails[1]?.data, "ends at 2026-11-23 14:00 UTC")
})

t.test(
  "a start that failed is told with why, one that was stopped is not, and who asked for nothing gets nothing",
  async t => {
    const { core, server, start, states } = await site(t)
    const message = "The image is gone\r\nBcc: eve@example.org"
    await start("r1", { state: "stopped", outcome: "failed", message })
    await start("r2", { state: "stopped", outcome: "stopped" })
    await start("r3", { ...running, user_options: {} })
    await sendDueNotices(core)
    t.equal(server.mails.length, 1)
    t.match(server.mails[0]?.data, "could not be started: The image is gone Bcc: eve@example.org")
    t.notMatch(server.mails[0]?.data, /^Bcc/m)
    t.same(await states(), ["ending dropped", "ready sent", "ending dropped", "ready dropped"])
  },
)

t.test("the provider's address is used; a server that is busy or away is tried again, a no is final", async t => {
  const { core, clock, server, alice, start, states } = await site(t)
  await updateUser(core.db, alice.id, { user_info: { email: "alice@elsewhere.org" } })
  server.answers.push("450 try later")
  await start("r1", { ...running, demand: { ...demand, walltimeMinutes: null } })
  await sendDueNotices(core)
  t.same([server.mails.length, await states()], [0, ["ready wanted"]])
  await sendDueNotices(core)
  t.equal(server.mails.length, 0, "not at once")
  await clock.advance(61_000)
  await sendDueNotices(core)
  t.match(server.mails, [{ to: ["alice@elsewhere.org"] }])
  server.answers.push("550 nobody here")
  await start("r2", { ...running, demand: { ...demand, walltimeMinutes: null } })
  await sendDueNotices(core)
  t.same(await states(), ["ready sent", "ready failed"])
  const [closed = 0] = await freePorts(1)
  const away = await site(t, closed)
  await away.start("r1", running)
  await sendDueNotices(away.core)
  t.same(await away.states(), ["ending wanted", "ready wanted"])
})

t.test("without a mail server nobody is promised anything", async t => {
  const { core, user } = await testCore(t, { clock: manualClock(noon) })
  const alice = await user("alice")
  const made = run({ id: "r1", user_id: alice.id, demand, user_options: { notify: "mail" }, ...running })
  await insertRun(core.db, made)
  await wantNotices(core, core.db, made)
  await sendDueNotices(core)
  t.same(await core.db.q("carme_notices"), [])
})
