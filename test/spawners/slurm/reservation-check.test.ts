import t from "tap"
import { checkName, checkRequest } from "../../../spawners/slurm/reservation-check.ts"

const [start, end] = [new Date(1000), new Date(2000)]

t.test("names that are one word pass", async t => {
  const passes = (request: Parameters<typeof checkRequest>[0]) => t.doesNotThrow(() => checkRequest(request))
  passes({ name: "carme-1", users: ["alice", "bob.b@lab"], accounts: ["lab_1"], start, end })
  passes({ name: "x", part: { nodes: ["n1", "n2.hpc"] }, partition: "gpu-a" })
  passes({ name: "x", part: { gpus: 2, gpuType: "a100" }, partition: null })
})

t.test("whatever could become two words, an option or a sign of Slurm's does not", async t => {
  for (const text of ["", "a,b", "a b", "a=b", "-a", "+a", "a\n", "all\0", "n[1-2]", "a".repeat(300)]) {
    t.throws(() => checkName(text), { status: 500, message: /no name that Slurm takes/ }, JSON.stringify(text))
    const inList = () => checkRequest({ name: "x", users: ["alice", text] })
    t.throws(inList, { status: 500, message: /no name/ }, `${JSON.stringify(text)} among users`)
  }
  t.throws(() => checkRequest({ name: "x", part: { gpus: 1, gpuType: "a,b" } }), { status: 500, message: /no name/ })
  t.throws(() => checkRequest({ name: "x", part: { nodes: ["n1,n2"] } }), { status: 500, message: /no name/ })
})

t.test("times and counts that make no sense", async t => {
  t.throws(() => checkRequest({ name: "x", start: end, end: start }), { status: 500, message: /ends before/ })
  t.throws(() => checkRequest({ name: "x", end: new Date(Number.NaN) }), { status: 500, message: /no such time/ })
  for (const count of [0, -1, 1.5, Number.NaN]) {
    t.throws(() => checkRequest({ name: "x", part: { nodeCount: count } }), { status: 500, message: /is of/ })
    t.throws(() => checkRequest({ name: "x", part: { gpus: count, gpuType: null } }), { status: 500, message: /is of/ })
  }
})
