/** The files that are made from the hub's tables: `node dist/hub/generate.js` writes them all. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { optionsPage } from "./config/describe-options.ts"
import { scopesPage } from "./core/rbac/scopes-doc.ts"
import { lifecyclePage } from "./core/servers/lifecycle-doc.ts"
import { endpoints } from "./http/endpoints.ts"
import { endpointsPage } from "./http/endpoints-doc.ts"
import { openApi } from "./http/openapi.ts"
import { metricsDoc } from "./observe/metrics-doc.ts"

/** Path in the repository to the function that makes the text. */
export const generatedFiles: ReadonlyMap<string, () => string> = new Map([
  ["share/docs/reference/options.md", optionsPage],
  ["share/docs/reference/endpoints.md", () => endpointsPage(endpoints)],
  ["share/docs/reference/rest-api.json", () => `${JSON.stringify(openApi(endpoints), null, 2)}\n`],
  ["share/docs/reference/scopes.md", scopesPage],
  ["share/docs/reference/lifecycle.md", lifecyclePage],
  ["share/docs/reference/metrics.md", metricsDoc],
])

if (process.argv[1] === fileURLToPath(import.meta.url)) writeAll(root(dirname(process.argv[1])))

function writeAll(folder: string): void {
  for (const [path, make] of generatedFiles) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, make())
    process.stdout.write(`${path}\n`)
  }
}

function root(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : root(dirname(folder))
}
