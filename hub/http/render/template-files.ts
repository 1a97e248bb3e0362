/** Finds the file of a template: a site's folders first, then ours. No name leads out of the folders. */
import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"

export interface TemplateFile {
  readonly path: string
  readonly language: "handlebars" | "jinja"
}

/** `home`, `home.html` or `home.hbs`; `templates/home.html` is ours even where the site has one of that name. */
export function findTemplate(name: string, own: string, sites: readonly string[]): readonly TemplateFile[] {
  const stock = name.startsWith("templates/")
  const base = stock ? name.slice("templates/".length) : name
  if (!isInside(base)) return []
  const stem = base.replace(/\.(hbs|html)$/, "")
  const ofSites = (stock ? [] : sites).flatMap(folder => [
    { path: join(folder, `${stem}.hbs`), language: "handlebars" } as const,
    { path: join(folder, `${stem}.html`), language: "jinja" } as const,
    // Footers, style sheets and whatever else a page includes.
    ...(base === stem && base.includes(".") ? [{ path: join(folder, base), language: "jinja" } as const] : []),
  ])
  return [...ofSites, { path: join(own, `${stem}.hbs`), language: "handlebars" } as const].filter(({ path }) =>
    isFile(path),
  )
}

/** Every template that a site brings. */
export function siteTemplates(folders: readonly string[]): readonly TemplateFile[] {
  return folders.flatMap(folder => inFolder(folder, 3))
}

function inFolder(folder: string, depth: number): readonly TemplateFile[] {
  if (depth === 0 || !existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => !name.startsWith("."))
    .sort()
    .flatMap(name => {
      const path = join(folder, name)
      if (name.endsWith(".hbs")) return [{ path, language: "handlebars" } as const]
      if (name.endsWith(".html")) return [{ path, language: "jinja" } as const]
      return isFile(path) ? [] : inFolder(path, depth - 1)
    })
}

function isInside(name: string): boolean {
  const parts = name.split("/")
  return !/[\\\0]/.test(name) && parts.every(part => part !== "" && part !== "." && part !== "..")
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
