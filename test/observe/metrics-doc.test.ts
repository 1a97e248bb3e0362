/** The metrics' documentation. */
import t from "tap"
import { metricsDoc } from "../../hub/observe/metrics-doc.ts"
import { metricsTable } from "../../hub/observe/metrics-table.ts"

t.test("the documentation names every metric", async t => {
  const doc = metricsDoc()
  for (const row of Object.values(metricsTable)) t.ok(doc.includes(row.name), row.name)
})
