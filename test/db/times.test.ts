/** Times in columns read back as the same instant, whatever the time zone of the machine. */
import t from "tap"
import { fitsColumn, fromColumn, fromColumnOrNull, toColumn, toColumnOrNull } from "../../hub/db/times.ts"
import { forEachDatabase } from "../support/databases.ts"

t.test("text has six digits and is UTC", async t => {
  t.equal(toColumn(new Date("2026-11-23T04:24:24Z")), "2026-11-23 04:24:24.000000")
  t.equal(toColumn(new Date("2026-11-23T04:24:24.007+01:00")), "2026-11-23 03:24:24.007000")
  t.equal(toColumnOrNull(null), null)
  t.equal(fromColumn("2026-11-23 04:24:24.123456").toISOString(), "2026-11-23T04:24:24.123456Z")
  t.equal(fromColumn("2026-11-23 04:24:24.1").toISOString(), "2026-11-23T04:24:24.100Z")
  t.equal(fromColumn("2026-11-23 04:24:24").toISOString(), "2026-11-23T04:24:24.000Z")
  t.equal(fromColumnOrNull(null), null)
  t.equal(fromColumnOrNull(undefined), null)
  const fits = [
    "1000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "0999-12-31T23:59:59Z",
    "+010000-01-01T00:00:00Z",
    "x",
  ]
  t.same(
    fits.map(time => fitsColumn(new Date(time))),
    [true, true, false, false, false],
  )
})

t.test("databases neither shift nor round our columns, and JupyterHub's on MySQL to the second only", async t => {
  const before = process.env.TZ
  process.env.TZ = "America/New_York"
  t.teardown(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })
  await forEachDatabase(t, async (t, db) => {
    const time = new Date("2026-07-01T23:30:00.123Z")
    await db.q("carme_leases").insert({ name: "x", holder: "y", fence: 1, expires_at: toColumn(time) })
    t.same(fromColumn((await db.q("carme_leases").first("expires_at")).expires_at), time)
    await db.q("users").insert({ name: "a", cookie_id: "c", created: toColumn(time) })
    const created = fromColumn((await db.q("users").first("created")).created)
    t.same(created, db.dialect === "mysql2" ? new Date("2026-07-01T23:30:00Z") : time)
  })
})
