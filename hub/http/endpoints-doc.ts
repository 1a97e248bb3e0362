/** share/docs/reference/endpoints.md: the endpoint table as a page. */
import type { Endpoint } from "./endpoint.ts"
import { endpointKey } from "./openapi.ts"

export function endpointsPage(endpoints: readonly Endpoint[]): string {
  const rows = endpoints.map(row => `| \`${endpointKey(row)}\` | ${who(row)} | ${row.summary.replaceAll("|", "\\|")} |`)
  return `# Endpoints

All that the hub answers below \`/hub\`, pages included; [rest-api.json](rest-api.json) has parameters, bodies and
replies. This page is made from hub/http/endpoints.ts by \`npm run generate\`.

| endpoint | needs | what it does |
| --- | --- | --- |
${rows.join("\n")}
`
}

function who({ scopes }: Endpoint): string {
  if (scopes === "none") return "nobody"
  if (scopes === "identified") return "anybody known"
  return scopes.map(scope => `\`${scope}\``).join(" or ")
}
