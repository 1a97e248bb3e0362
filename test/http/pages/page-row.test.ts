import t from "tap"
import { pages } from "../../../hub/http/pages/index.ts"

t.test("every page says which statuses it answers with, and no two have one address", async t => {
  const seen = new Set<string>()
  for (const row of pages) {
    const key = `${row.method} ${row.path}`
    t.notOk(seen.has(key), key)
    seen.add(key)
    t.equal(row.tag, "pages", key)
    // JupyterHub's pages are counted under the names of its handlers, ours under our own.
    t.match(row.handler, /^(jupyterhub\.handlers|carme)\./, key)
    t.ok(Object.hasOwn(row.replies, 200), key)
    t.ok(
      Object.values(row.replies).every(schema => schema === null),
      key,
    )
  }
})
