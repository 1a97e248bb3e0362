import t from "tap"
import { MicroDate } from "../../hub/db/micro-date.ts"
import { isoTime } from "../../hub/http/iso-time.ts"

t.test("times have six digits of a second, or none", async t => {
  t.equal(isoTime(new Date("2026-11-23T06:42:22.307Z")), "2026-11-23T06:42:22.307000Z")
  t.equal(isoTime(new Date("2026-11-23T06:42:22.000Z")), "2026-11-23T06:42:22Z")
  t.equal(isoTime(new MicroDate(Date.parse("2026-11-23T06:42:22Z"), 5)), "2026-11-23T06:42:22.000005Z")
  t.equal(isoTime(null), null)
})
