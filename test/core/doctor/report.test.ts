/** What `carme-hub doctor` prints. */
import t from "tap"
import { doctorReport } from "../../../hub/core/doctor/report.ts"

const good = { id: "disk", status: "ok", what: "There is space." } as const
const bad = {
  id: "image",
  status: "failed",
  what: "No\u001b[2J image",
  why: "It fails.",
  mend: "Put it",
  queue: "q",
} as const

t.test("a line for each check, then why and what mends it", async t => {
  t.same(doctorReport([good, bad], false), {
    text: "ok       disk: There is space.\nFAILED   image (queue q): No [2J image\n         why: It fails.\n         mend: Put it\n",
    failed: true,
  })
  t.equal(doctorReport([good, { ...good, status: "warning" }], false).failed, false)
  t.same(JSON.parse(doctorReport([good, bad], true).text), { ok: false, findings: [good, bad] })
})
