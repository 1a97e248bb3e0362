/** Finds, compiles once and renders templates: a site's folders first, then ours. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import Handlebars, { type TemplateDelegate } from "handlebars"
import { blockHelpers } from "./blocks.ts"
import { helpers } from "./helpers.ts"

export interface Templates {
  /** Renders `home` or `home.hbs`; `templates/home` is ours even where the site has one of that name. */
  render(name: string, variables: Readonly<Record<string, unknown>>): string
  has(name: string): boolean
  /** True when the site has any template of its own: its pages may need scripts that our policy would stop. */
  readonly overridden: boolean
}

export function openTemplates(
  own: string,
  sites: readonly string[] = [],
  staticUrl = (path: string) => path,
): Templates {
  const engine = Handlebars.create()
  const compiled = new Map<string, TemplateDelegate>()
  const render = (name: string, context: unknown, data?: unknown) => load(name)(context, { ...safe, data })
  const added = { ...helpers, ...blockHelpers(render), static_url: (path: unknown) => staticUrl(String(path)) }
  for (const [name, helper] of Object.entries(added)) engine.registerHelper(name, helper)
  const knownHelpers = Object.fromEntries(Object.keys(added).map(name => [name, true]))

  function load(name: string): TemplateDelegate {
    const ready = compiled.get(name)
    if (ready) return ready
    const file = find(name)
    if (!file) throw new Error(`there is no template named ${name}`)
    const template = engine.compile(readFileSync(file, "utf8"), { knownHelpers, knownHelpersOnly: true })
    compiled.set(name, template)
    return template
  }

  function find(name: string): string | null {
    const stock = name.startsWith("templates/")
    const base = (stock ? name.slice("templates/".length) : name).replace(/\.(hbs|html)$/, "")
    if (!/^[\w-]+(\/[\w-]+)*$/.test(base)) return null
    const folders = stock ? [own] : [...sites, own]
    return folders.map(folder => join(folder, `${base}.hbs`)).find(file => existsSync(file)) ?? null
  }

  const ours = [
    "page",
    "login",
    "home",
    "spawn",
    "spawn_pending",
    "stop_pending",
    "not_running",
    "token",
    "admin",
    "oauth",
    "error",
    "404",
    "logout",
  ]
  return {
    render: (name, variables) => render(name, variables),
    has: name => find(name) !== null,
    overridden: ours.some(name => find(name) !== null && find(name) !== join(own, `${name}.hbs`)),
  }
}

/** Values that come from people are plain data: a template must not reach what their prototypes hold. */
const safe = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const
