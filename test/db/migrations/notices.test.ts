/** The table of notices has a column for every field of its rows, and goes with the run that it is about. */
import t from "tap"
import { noticeTables } from "../../../hub/db/migrations/notices.ts"
import { notices } from "../../../hub/db/notices.ts"

t.test("the codec names exactly the columns of the table", async t => {
  const [table] = noticeTables
  t.same(
    notices.columns,
    Object.keys(table?.columns ?? {}).map(name => `carme_notices.${name}`),
  )
  t.equal(table?.references?.run_id?.[2], "CASCADE")
})
