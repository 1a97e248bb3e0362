import t from "tap"
import { isoTime } from "../../hub/http/iso-time.ts"

t.test("times have six digits of a second, or none", async t => {
  t.equal(isoTime(new Date("2026-11-23T06:42:22.307Z")), "2026-11-23T06:42:22.307000Z")
  t.equal(isoTime(new Date("2026-11-23T06:42:22.000Z")), "2026-11-23T06:42:22Z")
  t.equal(isoTime(null), null)
})
