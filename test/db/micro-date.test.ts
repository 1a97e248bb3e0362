/** Microseconds that JupyterHub wrote, or a server reported, come back as they were. */
import t from "tap"
import { MicroDate } from "../../hub/db/micro-date.ts"
import { fromColumn, toColumn } from "../../hub/db/times.ts"

t.test("it is a date with six digits of a second", async t => {
  const time = new MicroDate(Date.parse("2026-11-23T04:24:24.120Z"), 7)
  t.equal(time.toISOString(), "2026-11-23T04:24:24.120007Z")
  t.equal(time.getTime(), Date.parse("2026-11-23T04:24:24.120Z"))
})

t.test("a column's microseconds survive", async t => {
  for (const text of ["2026-11-23 04:24:24.000001", "2026-11-23 04:24:24.999999", "2026-11-23 04:24:24.120000"]) {
    t.equal(toColumn(fromColumn(text)), text)
  }
})
