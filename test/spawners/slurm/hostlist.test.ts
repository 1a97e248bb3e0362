import t from "tap"
import { expandHostlist } from "../../../spawners/slurm/hostlist.ts"

t.test("names, ranges, leading zeros, and brackets that follow each other", async t => {
  t.same(expandHostlist("n1"), ["n1"])
  t.same(expandHostlist("n[1-3,7],login"), ["n1", "n2", "n3", "n7", "login"])
  t.same(expandHostlist("gpu[08-11]"), ["gpu08", "gpu09", "gpu10", "gpu11"])
  t.same(expandHostlist("r[1-2]c[1,3]-ib"), ["r1c1-ib", "r1c3-ib", "r2c1-ib", "r2c3-ib"])
  t.same(expandHostlist(""), [])
})

t.test("what is no list stays harmless", async t => {
  t.same(expandHostlist("n[1-"), ["n", "1-"])
  t.same(expandHostlist("n[a-b]"), ["n[a-b]"])
  t.same(expandHostlist("n[3-1]"), [])
  t.equal(expandHostlist("n[1-9999999999]").length, 0)
  t.equal(expandHostlist("n[1-99999]x[1-99999]").length, 0)
})
