import t from "tap"
import { includeStopped } from "../../../hub/http/api/include-stopped.ts"

t.test("any value but 0 and false, the empty one too", async t => {
  for (const value of ["", "1", "true", "yes"]) t.ok(includeStopped({ include_stopped_servers: value }), value)
  for (const value of ["0", "false", "False", undefined])
    t.notOk(includeStopped({ include_stopped_servers: value }), String(value))
})
