/** The tables of runs have a column for every field of their rows, and history survives its owners. */
import t from "tap"
import { allocations } from "../../../hub/db/allocations.ts"
import { paidBy } from "../../../hub/db/migrations/projects.ts"
import { charge } from "../../../hub/db/migrations/quotas.ts"
import { runStatusColumns } from "../../../hub/db/migrations/run-status.ts"
import { runTables } from "../../../hub/db/migrations/runs.ts"
import { runEvents } from "../../../hub/db/run-events.ts"
import { runs } from "../../../hub/db/runs.ts"

t.test("each codec names exactly the columns of its table", async t => {
  const added = {
    [charge.table]: [...Object.keys(charge.columns), ...Object.keys(paidBy.columns)],
    [runs.table]: Object.keys(runStatusColumns),
  }
  for (const codec of [runs, runEvents, allocations]) {
    const table = runTables.find(row => row.name === codec.table)
    const later = added[codec.table] ?? []
    t.same(
      codec.columns,
      [...Object.keys(table?.columns ?? {}), ...later].map(name => `${codec.table}.${name}`),
    )
  }
})

t.test("no row of a user or server takes history with it", async t => {
  for (const table of runTables) {
    for (const [column, [other, , action]] of Object.entries(table.references ?? {})) {
      if (!other.startsWith("carme_")) t.equal(action, "SET NULL", `${table.name}.${column}`)
    }
  }
})
