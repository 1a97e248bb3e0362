/** Connections: pragmas, lost servers, locked files, retried transactions. */
import { mkdirSync, statSync } from "node:fs"
import { userInfo } from "node:os"
import { join } from "node:path"
import t from "tap"
import { connect } from "../../hub/db/connect.ts"
import type { Db } from "../../hub/db/db.ts"
import { parseDatabaseUrl } from "../../hub/db/url.ts"
import { Fault } from "../../hub/plugin/errors.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"

t.test("a SQLite file is its owner's alone, with foreign keys and WAL", async t => {
  const file = join(t.testdir(), "hub.sqlite")
  const db = connect(parseDatabaseUrl(`sqlite:///${file}`, "/"))
  t.teardown(() => db.close())
  const pragma = async (name: string) => Object.values((await db.q.raw(`PRAGMA ${name}`))[0])[0]
  t.equal(await pragma("foreign_keys"), 1)
  t.equal(await pragma("journal_mode"), "wal")
  t.equal(await pragma("synchronous"), 1)
  t.equal(await pragma("busy_timeout"), 5000)
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test("a URL without a user means the account that the hub runs as", async t => {
  for (const url of ["postgresql:///hub?host=/run/postgresql", "mysql://127.0.0.1/hub"]) {
    const db = connect(parseDatabaseUrl(url, "/"))
    t.teardown(() => db.close())
    t.equal(db.q.client.config.connection.user, userInfo().username, url)
  }
})

t.test("what cannot be opened is a Fault 503 that says why, without the password", async t => {
  const dir = join(t.testdir(), "a-folder")
  mkdirSync(dir)
  for (const url of ["postgresql://u:geheim@127.0.0.1:1/x", "mysql://u:geheim@127.0.0.1:1/x", `sqlite:///${dir}`]) {
    const db = connect(parseDatabaseUrl(url, "/"), { pool_timeout: 2 })
    const error = await db.q.raw("SELECT 1").then(
      () => null,
      e => e,
    )
    t.ok(error instanceof Fault, url)
    t.equal(error.status, 503)
    t.match(error.message, /cannot be reached/)
    t.notMatch(error.message, /geheim/)
    await db.close()
  }
  t.throws(() => connect(parseDatabaseUrl("sqlite:////no/such/folder/x.sqlite", "/")), {
    status: 503,
    message: /\/no\/such\/folder writable/,
  })
})

t.test("a pool whose connections were cut recovers by itself", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    if (db.dialect === "sqlite3") return void t.pass("no server that could go")
    await db.q.raw("SELECT 1")
    await cutOthers(empty.open())
    await db.q.raw("SELECT 1").catch(error => t.match(error, { status: 503 }))
    await db.q.raw("SELECT 1")
    await db.tx(tx => tx.q.raw("SELECT 1"))
    const cut = await db
      .tx(async tx => {
        await tx.q.raw("SELECT 1")
        await cutOthers(empty.open())
        await tx.q.raw("SELECT 1")
      })
      .catch(e => e)
    t.match(
      cut,
      { status: 503, detail: { code: "database-away" } },
      "a transaction that lost its connection is a Fault",
    )
    await db.q.raw("SELECT 1")
  })
})

t.test("a SQLite file that another process keeps locked is a Fault 503", { timeout: 30_000 }, async t => {
  const url = parseDatabaseUrl(`sqlite:///${join(t.testdir(), "hub.sqlite")}`, "/")
  const [one, two] = [connect(url), connect(url)]
  t.teardown(() => Promise.all([one.close(), two.close()]))
  await one.q.raw("CREATE TABLE x (y INTEGER)")
  await two.q.raw("PRAGMA busy_timeout = 50")
  await one.tx(async tx => {
    await tx.q("x").insert({ y: 1 })
    t.same(await two.q("x").select(), [], "reading goes on")
    t.match(await failure(two.q("x").insert({ y: 2 })), { status: 503, detail: { code: "database-busy" } })
    t.match(await failure(two.tx(async other => other.q("x").insert({ y: 2 }))), { status: 503 })
  })
  await two.q("x").insert({ y: 3 })
  t.same(await one.q("x").pluck("y"), [1, 3])
})

t.test("a transaction that reads first and writes later waits for its turn", async t => {
  const url = parseDatabaseUrl(`sqlite:///${join(t.testdir(), "hub.sqlite")}`, "/")
  const hubs = [connect(url), connect(url)]
  t.teardown(() => Promise.all(hubs.map(db => db.close())))
  await hubs[0]?.q.raw("CREATE TABLE x (y INTEGER)")
  await hubs[0]?.q("x").insert({ y: 0 })
  const increment = (db: Db) =>
    db.tx(async tx => {
      const { y } = await tx.q("x").first()
      await tx.q("x").update({ y: y + 1 })
    })
  await Promise.all(Array.from({ length: 20 }, (_, i) => increment(hubs[i % 2] as Db)))
  t.same(await hubs[0]?.q("x").pluck("y"), [20])
})

t.test("a transaction that the database sacrificed runs again, and not for ever", async t => {
  const db = connect(parseDatabaseUrl("sqlite://", "/"))
  t.teardown(() => db.close())
  let tries = 0
  const deadlock = Object.assign(new Error("deadlock"), { code: "40P01" })
  t.equal(
    await db.tx(async () => {
      if (++tries < 3) throw deadlock
      return "done"
    }),
    "done",
  )
  t.equal(tries, 3)
  const tired = db.tx(async () => {
    throw deadlock
  })
  t.match(await failure(tired), { status: 503, detail: { code: "database-busy" } })
})

function failure(work: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(work).then(
    () => null,
    error => error,
  )
}

async function cutOthers(db: Db): Promise<void> {
  if (db.dialect === "pg") {
    await db.q.raw(
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    return
  }
  const [rows] = await db.q.raw(
    "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
  )
  for (const { id } of rows) await db.q.raw(`KILL ${Number(id)}`)
}
