import t from "tap"
import { timeZone } from "../../../hub/config/carme/time-zone.ts"

t.test("an IANA name, or nothing for the system's", async t => {
  for (const name of ["", "UTC", "Europe/Berlin", "America/St_Johns"]) t.equal(timeZone.parse(name), name)
  t.throws(() => timeZone.parse("Berlin"), {
    message: /is no time zone: "Berlin". Use a name such as "Europe\/Berlin"/,
  })
  t.throws(() => timeZone.parse(2), { message: /must be the name of a time zone/ })
})
