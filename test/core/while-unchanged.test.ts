import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import t from "tap"
import type { Core } from "../../hub/core/core.ts"
import { whileUnchanged } from "../../hub/core/while-unchanged.ts"
import { connect } from "../../hub/db/connect.ts"
import { parseDatabaseUrl } from "../../hub/db/url.ts"

t.test("what was read holds until somebody writes, here or beside", async t => {
  const folder = mkdtempSync(join(tmpdir(), "carme-hub-unchanged-"))
  const url = parseDatabaseUrl(`sqlite:///${folder}/x.sqlite`, folder)
  const db = connect(url)
  const other = connect(url)
  t.teardown(async () => {
    await Promise.all([db.close(), other.close()])
    rmSync(folder, { recursive: true })
  })
  await db.q.raw("create table x (n integer)")
  await db.q.raw("insert into x values (1)")
  const core = { db } as Core
  let reads = 0
  const sum = () =>
    whileUnchanged(core, "sum", async () => {
      reads++
      return Number((await db.q("x").sum({ n: "n" }))[0]?.n)
    })
  t.equal(await sum(), 1)
  t.equal(await sum(), 1)
  t.equal(reads, 1, "the second time nothing was read")
  await db.q("x").insert({ n: 2 })
  t.equal(await sum(), 3, "its own writes are seen")
  await other.q("x").insert({ n: 4 })
  t.equal(await sum(), 7, "another connection's writes are seen")
  await db.tx(async inside => {
    await inside.q("x").update({ n: 0 })
  })
  t.equal(await sum(), 0, "a transaction's writes are seen")
  t.equal(reads, 4)
  t.equal(await whileUnchanged(core, "nothing", async () => null), null)
})

t.test("a database without a mark is read each time", async t => {
  const core = { db: { dialect: "pg" } } as unknown as Core
  let reads = 0
  const read = async () => ++reads
  await whileUnchanged(core, "n", read)
  t.equal(await whileUnchanged(core, "n", read), 2)
})
