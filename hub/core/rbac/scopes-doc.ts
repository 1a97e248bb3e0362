/** share/docs/reference/scopes.md: the scope table as a page. */
import { withCarmeScopes } from "./carme-scopes.ts"
import { scopeTable } from "./scopes.ts"

export function scopesPage(): string {
  const rows = Object.entries(withCarmeScopes(scopeTable)).map(([name, { description, subscopes = [] }]) => {
    const included = subscopes.map(scope => `\`${scope}\``).join(", ")
    return `| \`${name}\` | ${description.replaceAll("|", "\\|")} | ${included} |`
  })
  return `# Scopes

What a role or a token may permit. A filter narrows a scope to one object: \`read:users!user=ada\`,
\`access:servers!server=ada/lab\`, \`list:users!group=course\`. This page is made from hub/core/rbac/scopes.ts
and carme-scopes.ts by
\`npm run generate\`.

| scope | permits | includes |
| --- | --- | --- |
${rows.join("\n")}
`
}
