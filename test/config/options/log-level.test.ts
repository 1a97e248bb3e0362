import t from "tap"
import { logLevel } from "../../../hub/config/options/log-level.ts"

t.test("names in any case and Python's numbers", async t => {
  for (const [value, level] of [
    ["debug", "DEBUG"],
    ["WARNING", "WARN"],
    [30, "WARN"],
    ["20", "INFO"],
    [50, "CRITICAL"],
  ] as const) {
    t.equal(logLevel.parse(value), level)
  }
  for (const value of ["loud", 15, true, null])
    t.throws(() => logLevel.parse(value), { message: /must be DEBUG, INFO/ })
})
