import t from "tap"
import { nearest } from "../../hub/config/nearest.ts"

t.test("the nearest name", async t => {
  const known = ["mem_limit", "cpu_limit", "start_timeout", "port"]
  t.equal(nearest("mem_limt", known), "mem_limit")
  t.equal(nearest("MEM_LIMIT", known), "mem_limit")
  t.equal(nearest("strat_timeout", known), "start_timeout", "two letters swapped are one mistake")
  t.equal(nearest("prot", known), "port")
  t.equal(nearest("something_else", known), null)
  t.equal(nearest("", known), null)
})
