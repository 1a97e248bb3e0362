import t from "tap"
import { scopeTable } from "../../hub/core/scopes.ts"
import { scopesPage } from "../../hub/core/scopes-doc.ts"

t.test("every scope has a line, with what it includes", async t => {
  const page = scopesPage()
  for (const name of Object.keys(scopeTable)) t.ok(page.includes(`\n| \`${name}\` | `), name)
  t.match(page, /\| `tokens` \|[^\n]*\| `read:tokens` \|\n/)
})
