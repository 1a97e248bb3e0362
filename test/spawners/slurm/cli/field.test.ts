import t from "tap"
import { field, listField, numberField } from "../../../../spawners/slurm/cli/field.ts"

const line =
  "NodeName=n1 OS=Linux 6.1 #1 SMP State=IDLE Partitions=a,b CPUTot=8 Gres=(null) GresUsed=N/A Reason=x State=y"

t.test("fields by their names, the first of each; none is empty", async t => {
  t.equal(field(line, "NodeName"), "n1")
  t.equal(field(line, "State"), "IDLE")
  t.equal(field(line, "Name"), "", "not a part of another name")
  t.equal(field(line, "Gres"), "")
  t.equal(field(line, "GresUsed"), "")
  t.same(listField(line, "Partitions"), ["a", "b"])
  t.same(listField(line, "Nothing"), [])
  t.equal(numberField(line, "CPUTot"), 8)
  t.equal(numberField(line, "OS"), 0)
})
