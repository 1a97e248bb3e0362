import t from "tap"
import { readFields, shown } from "../../../spawners/slurm/fields.ts"

t.test("fields are texts, without those that were left empty", async t => {
  const fields = readFields({ gpus: 1, queue: ["large"], memory: "", walltime: null, container: [], cpus: " 2 " })
  t.same(
    fields,
    new Map([
      ["queue", "large"],
      ["gpus", "1"],
      ["cpus", "2"],
    ]),
  )
})

t.test("a wrong field is refused by its name", async t => {
  t.throws(() => readFields({ partition: 2 }), {
    status: 400,
    message: /"partition".*The options are container, queue, gpus/,
  })
  t.throws(() => readFields({ gpus: ["1", "2"] }), { status: 400, message: "The option gpus is given 2 times." })
  t.throws(() => readFields({ queue: true }), { status: 400, message: /queue has to be a text or a number/ })
  t.throws(() => readFields({ queue: "x".repeat(101) }), { status: 400, message: /longer than 100/ })
  t.throws(() => readFields({ queue: "a\nb" }), { status: 400, message: /cannot be printed/ })
})

t.test("a person's text in a message is short and in one line", async t => {
  t.equal(shown("a\nb\u202e"), '"a?b?"')
  t.equal(shown("x".repeat(100)), `"${"x".repeat(40)}..."`)
})
