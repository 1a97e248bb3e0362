import t from "tap"
import { marked, newMark } from "../../../../spawners/slurm/cli/mark.ts"

t.test("only lines with the mark count, and no two questions have the same", async t => {
  const mark = newMark()
  t.match(mark, /^[0-9a-f]{24}$/)
  t.not(newMark(), mark)
  t.same(marked([`${mark}1|a`, "2|b", ` ${mark}3|c`, ""], mark), ["1|a"])
})
