/** What rendering keeps between pages: the compiled templates, the addresses of static files, the hub's start. */
import { existsSync, readdirSync } from "node:fs"
import { isAbsolute, join, resolve } from "node:path"
import type { Core } from "../../core/core.ts"
import { hubPrefix } from "../../core/urls.ts"
import { packageFolder } from "./package-folder.ts"
import { staticUrls } from "./static-url.ts"
import { openTemplates, type Templates } from "./templates.ts"

export interface Site {
  readonly templates: Templates
  /** When the first page was made, as `20261123061500`: part of the addresses of a site's own scripts. */
  readonly versionHash: string
}

export function siteOf(core: Core): Site {
  const known = sites.get(core)
  if (known) return known
  const folders = core.config
    .get("JupyterHub.template_paths")
    .map(f => (isAbsolute(f) ? f : resolve(core.config.cwd, f)))
  const site: Site = {
    templates: openTemplates(join(packageFolder, "templates"), folders, staticUrls(hubPrefix(core.config))),
    versionHash: core.clock.now().toISOString().replace(/\D/g, "").slice(0, 14),
  }
  warnOfJinja(core, folders)
  sites.set(core, site)
  return site
}

/** JupyterHub's templates are Jinja: a site that brings some must not believe that they are shown. */
function warnOfJinja(core: Core, folders: readonly string[]): void {
  const jinja = folders
    .filter(folder => existsSync(folder))
    .flatMap(folder =>
      readdirSync(folder)
        .filter(file => file.endsWith(".html"))
        .map(file => join(folder, file)),
    )
  if (jinja.length === 0) return
  core.log.warn(`Templates in Jinja are not read; the pages need Handlebars (.hbs) in their place: ${jinja.join(", ")}`)
}

const sites = new WeakMap<Core, Site>()
