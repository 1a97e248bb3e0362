import t from "tap"
import { listOf, numberOf, rowsOf, setNumber, stateOf, textOf, timeOf } from "../../../../spawners/slurm/rest/values.ts"

t.test("numbers with and without flags", async t => {
  t.equal(numberOf(5), 5)
  t.equal(numberOf({ set: true, infinite: false, number: 5 }), 5)
  t.equal(numberOf({ set: true, infinite: true, number: 5 }), null)
  t.equal(numberOf({ set: false, infinite: false, number: 0 }), null)
  for (const none of [undefined, null, "5", [5], {}, Number.NaN]) t.equal(numberOf(none), null)
  t.equal(numberOf(setNumber(7)), 7)
})

t.test("times, and Slurm's signs for none", async t => {
  t.same(timeOf({ set: true, infinite: false, number: 1796119200 }), new Date(1796119200000))
  t.same(timeOf(1796119200), new Date(1796119200000))
  for (const none of [0, -1, 4294967294, 4294967295, undefined, { set: false, number: 3 }])
    t.equal(timeOf(none), undefined)
})

t.test("lists and states in both forms", async t => {
  t.same(listOf("a,b"), ["a", "b"])
  t.same(listOf(["a", "b"]), ["a", "b"])
  for (const none of ["", "(null)", [], undefined, 7]) t.same(listOf(none), [])
  t.equal(stateOf("PENDING"), "PENDING")
  t.equal(stateOf(["RUNNING"]), "RUNNING")
  t.equal(stateOf(["CANCELLED", "COMPLETING"]), "COMPLETING", "as squeue says it")
  t.equal(stateOf([]), "")
})

t.test("what is no object is no row, and what is no text is none", async t => {
  t.same(rowsOf({ jobs: [{ a: 1 }, null, "x", [1]] }, "jobs"), [{ a: 1 }])
  for (const body of [null, undefined, "x", { jobs: "x" }, []]) t.same(rowsOf(body, "jobs"), [])
  t.equal(textOf("N/A"), "")
  t.equal(textOf(7), "")
})
