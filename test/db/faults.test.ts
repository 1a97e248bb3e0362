/** What a driver's error means. */
import t from "tap"
import { awayFault, faultOf, isRetryable, isUniqueViolation } from "../../hub/db/faults.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { Fault } from "../../hub/plugin/errors.ts"
import { forEachDatabase } from "../support/databases.ts"
import { user } from "../support/rows.ts"

const coded = (code: string, message = "m") => Object.assign(new Error(message), { code })

t.test("away and busy become a Fault 503 that may be tried again, others stay", async t => {
  const lost = ["ECONNREFUSED", "PROTOCOL_CONNECTION_LOST", "57P01", "08006", "53300", "SQLITE_IOERR"]
  const takesNoWrites = ["SQLITE_FULL", "SQLITE_READONLY", "25006", "ER_DISK_FULL", "ER_OPTION_PREVENTS_STATEMENT"]
  for (const code of [...lost, ...takesNoWrites]) {
    t.match(faultOf(coded(code), "here"), { status: 503, detail: { code: "database-away" } }, code)
  }
  for (const code of ["SQLITE_BUSY", "ER_LOCK_WAIT_TIMEOUT", "55P03"]) {
    t.match(faultOf(coded(code), "here"), { status: 503, detail: { code: "database-busy" } }, code)
  }
  t.ok(faultOf(new Error("Connection terminated unexpectedly"), "here") instanceof Fault)
  const other = coded("42P01")
  t.equal(faultOf(other, "here"), other)
  const fault = awayFault(coded("X", ""), "SQLite file /x")
  t.equal(fault.message, "The database cannot be reached. Try again in a moment", "it goes to whoever asks")
  t.equal(fault.detail.why, "SQLite file /x: X")
  t.equal(faultOf(fault, "else"), fault)
})

t.test("deadlocks may be run again", async t => {
  t.ok(isRetryable(coded("40P01")) && isRetryable(coded("40001")) && isRetryable(coded("ER_LOCK_DEADLOCK")))
  t.notOk(isRetryable(coded("SQLITE_BUSY")))
})

t.test("a taken name is a unique violation, a missing column is not, and no value is in the message", async t => {
  await forEachDatabase(t, async (t, db) => {
    await insertUsers(db, [user({ name: "alice" })])
    const taken = await insertUsers(db, [user({ name: "alice", cookie_id: "geheim" })]).catch(e => e)
    t.ok(isUniqueViolation(taken))
    t.notMatch(taken.message, /geheim/)
    const missing = await db
      .q("users")
      .select("nothing")
      .catch(e => e)
    t.notOk(isUniqueViolation(missing))
    t.notOk(missing instanceof Fault)
  })
})
