import t from "tap"
import { isUsable, nodeStates } from "../../../spawners/slurm/node-states.ts"

t.test("states as scontrol and sinfo write them", async t => {
  t.same(nodeStates("MIXED+DRAIN"), ["MIXED", "DRAIN"])
  t.same(nodeStates("DOWN*"), ["DOWN", "NOT_RESPONDING"])
  t.same(nodeStates("IDLE*+CLOUD+POWERED_DOWN"), ["IDLE", "NOT_RESPONDING", "CLOUD", "POWERED_DOWN"])
  t.same(nodeStates("idle~"), ["IDLE", "POWERED_DOWN"])
  t.same(nodeStates(""), [])
})

t.test("only a node of which every word is known to take jobs is usable", async t => {
  for (const text of ["IDLE", "MIXED", "ALLOCATED", "MIXED+PLANNED", "IDLE+CLOUD+POWERED_DOWN", "IDLE+RESERVED"]) {
    t.ok(isUsable(nodeStates(text)), text)
  }
  for (const text of [
    "DOWN*",
    "IDLE+DRAIN",
    "MIXED+DRAIN",
    "IDLE+MAINTENANCE",
    "DOWN+NOT_RESPONDING",
    "IDLE*",
    "FAIL",
    "MIXED+HAUNTED",
    "",
  ]) {
    t.notOk(isUsable(nodeStates(text)), text)
  }
})
