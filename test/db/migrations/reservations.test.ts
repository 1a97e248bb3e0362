/** The tables of the calendar have a column for every field of their rows, and a booking outlives its owner's account. */
import t from "tap"
import { reservationTables } from "../../../hub/db/migrations/reservations.ts"
import { reservations } from "../../../hub/db/reservations.ts"

t.test("the codec names exactly the columns of its table", async t => {
  const [table, tokens] = reservationTables
  // A later migration adds `notice`.
  const columns = [...Object.keys(table?.columns ?? {}), "notice"]
  t.same(reservations.columns.toSorted(), columns.map(name => `carme_reservations.${name}`).sort())
  t.equal(table?.references?.owner_id?.[2], "SET NULL")
  t.equal(tokens?.references?.user_id?.[2], "CASCADE", "a secret does not")
})
