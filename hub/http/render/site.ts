/** What rendering keeps between pages: the compiled templates, the addresses of static files, the hub's start. */
import { isAbsolute, join, resolve } from "node:path"
import type { Core } from "../../core/core.ts"
import { hubPrefix } from "../../core/urls.ts"
import { environmentOptions } from "./jinja/environment-options.ts"
import { createKeptPages, type KeptPages } from "./kept-pages.ts"
import { packageFolder } from "./package-folder.ts"
import { staticUrls } from "./static-url.ts"
import { openTemplates, type Templates } from "./templates.ts"

export interface Site {
  readonly templates: Templates
  readonly keptPages: KeptPages
  /** When the first page was made, as `20261123061500`: part of the addresses of a site's own scripts. */
  readonly versionHash: string
}

export function siteOf(core: Core): Site {
  const known = sites.get(core)
  if (known) return known
  const folders = core.config
    .get("JupyterHub.template_paths")
    .map(f => (isAbsolute(f) ? f : resolve(core.config.cwd, f)))
  const environment = environmentOptions(core.config.get("JupyterHub.jinja_environment_options"))
  if (environment.unused.length > 0)
    core.log.warn(`JupyterHub.jinja_environment_options: ${environment.unused.join(", ")} changes nothing here`)
  const own = join(packageFolder, "templates")
  const site: Site = {
    templates: openTemplates(own, folders, staticUrls(hubPrefix(core.config)), { environment, report: tell(core) }),
    keptPages: createKeptPages(),
    versionHash: core.clock.now().toISOString().replace(/\D/g, "").slice(0, 14),
  }
  sites.set(core, site)
  return site
}

function tell(core: Core): (message: string) => void {
  return message =>
    core.log.error(
      `A template of this site cannot be rendered, and the page is shown without it. ${message}. ` +
        "Correct the template; share/docs/templates.md says what is different from Jinja in Python.",
    )
}

const sites = new WeakMap<Core, Site>()
