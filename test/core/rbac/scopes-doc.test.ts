import t from "tap"
import { scopeTable } from "../../../hub/core/rbac/scopes.ts"
import { scopesPage } from "../../../hub/core/rbac/scopes-doc.ts"

t.test("every scope has a line, with what it includes", async t => {
  const page = scopesPage()
  for (const name of Object.keys(scopeTable)) t.ok(page.includes(`\n| \`${name}\` | `), name)
  t.match(page, /\| `tokens` \|[^\n]*\| `read:tokens` \|\n/)
})
