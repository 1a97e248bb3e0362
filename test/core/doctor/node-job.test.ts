/** The lines of the doctor's job: each fact that is broken is said, and so is a job that did not finish. */
import t from "tap"
import { readNodeJob } from "../../../hub/core/doctor/node-job.ts"

const line = (...words: readonly string[]) => `carme-doctor\t${words.join("\t")}\n`
const good = ["home", "names", "hub", "runtime", "image"]
const text = (broken: string, clock = 1000) =>
  `noise\n${line("clock", String(clock), "n1")}${good.map(id => line(id, id === broken ? "no" : "yes", "/$&")).join("")}${line("end", "yes", "")}`
const failed = (text: string) =>
  readNodeJob(text, [990, 1010], { queue: "q" })
    .filter(({ status }) => status === "failed")
    .map(({ id }) => id)

t.test("a good node", async t => {
  t.same(failed(text("")), [])
  t.match(readNodeJob(text(""), [990, 1010], { queue: "q" })[1], { id: "home", queue: "q", what: /folder \/\$&, and/ })
})

for (const id of good) t.test(`broken: ${id}`, async t => t.same(failed(text(id)), [id]))

t.test("a clock that is off, either way", async t => {
  t.same(failed(text("", 900)), ["clock"])
  t.same(failed(text("", 1100)), ["clock"])
  t.same(failed(text("", 1030)), [])
})

t.test("a job that ended early", async t => t.same(failed(line("home", "yes", "/h")), ["job"]))
