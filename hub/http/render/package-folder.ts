/** Finds the folder that holds templates/ and share/, both from the sources and from the built hub under dist/. */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const packageFolder: string = find(dirname(fileURLToPath(import.meta.url)))

function find(folder: string): string {
  if (existsSync(join(folder, "templates", "page.hbs"))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error("templates/page.hbs is missing: the installation of carme-hub is incomplete")
  return find(parent)
}
