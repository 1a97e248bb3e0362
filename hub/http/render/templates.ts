/** Compiles templates once and renders them: Handlebars and Jinja, which extend and include each other. */
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import Handlebars, { type HelperDelegate, type TemplateDelegate } from "handlebars"
import { blockHelpers } from "./block-helpers.ts"
import { type Frame, newFrame } from "./blocks.ts"
import { helpers } from "./helpers.ts"
import { Callable } from "./jinja/callable.ts"
import { checkNames } from "./jinja/check-names.ts"
import { type EnvironmentOptions, environmentOptions } from "./jinja/environment-options.ts"
import { parse } from "./jinja/parser.ts"
import { isDict, text } from "./jinja/python-value.ts"
import { type Template, template } from "./jinja/template.ts"
import { TemplateError } from "./template-error.ts"
import { findTemplate, siteTemplates, type TemplateFile } from "./template-files.ts"

type Variables = Readonly<Record<string, unknown>>

export interface Templates {
  /** Renders `home`, with whatever the site made of it. */
  render(name: string, variables: Variables): string
  /** Renders a piece of HTML that an authenticator brings, in Jinja; null, and a report, where that cannot be done. */
  renderText(source: string, variables: Variables): string | null
  has(name: string): boolean
  /** True when the site has any template of its own: its pages may need scripts that our policy would stop. */
  readonly overridden: boolean
  /** True when one of them is in Jinja: it may ask for what our own pages do not need. */
  readonly jinja: boolean
}

export interface TemplateOptions {
  readonly environment?: EnvironmentOptions
  /** Told of a template that cannot be rendered; the page without it is shown instead. */
  readonly report?: (message: string) => void
}

export function openTemplates(
  own: string,
  sites: readonly string[] = [],
  staticUrl: (path: string, versioned?: boolean) => string = path => path,
  options: TemplateOptions = {},
): Templates {
  const environment = options.environment ?? environmentOptions({})
  const engine = Handlebars.create()
  const added: Record<string, HelperDelegate> = {
    ...helpers,
    ...blockHelpers(renderFrame),
    static_url: (path: unknown) => staticUrl(String(path)),
  }
  for (const [name, helper] of Object.entries(added)) engine.registerHelper(name, helper)
  const knownHelpers = Object.fromEntries(Object.keys(added).map(name => [name, true]))
  const compiled = new Map<string, { readonly changed: number; readonly ready: Ready | Error }>()
  const ours = new Map<string, TemplateFile>()
  const others = {
    render: (name: string, frame: Frame) => renderFrame(name, frame.root, frame),
    find: (names: readonly string[]) => names.find(name => find(name, sites) !== null) ?? null,
    exported: (name: string, root: Record<string, unknown>) => {
      const file = found(name, sites)
      const ready = load(file)
      return typeof ready === "function" ? macros() : ready.exported(root)
    },
  }

  function compile({ path, language }: TemplateFile): Ready {
    const source = readFileSync(path, "utf8")
    if (language === "handlebars") {
      // Compiling waits for the first page: a mistake must show at start.
      engine.precompile(source, { knownHelpers, knownHelpersOnly: true })
      return engine.compile(source, { knownHelpers, knownHelpersOnly: true })
    }
    const tree = parse(source, path, environment.syntax)
    checkNames(tree, path)
    return template(path, tree, others)
  }

  function load(file: TemplateFile): Ready {
    const known = compiled.get(file.path)
    const changed = environment.autoReload && !file.path.startsWith(own) ? statSync(file.path).mtimeMs : 0
    if (known?.changed === changed) {
      if (known.ready instanceof Error) throw known.ready
      return known.ready
    }
    try {
      const ready = compile(file)
      compiled.set(file.path, { changed, ready })
      return ready
    } catch (error) {
      const problem = located(error, file.path)
      compiled.set(file.path, { changed, ready: problem })
      report(problem)
      throw problem
    }
  }

  /** The first file of that name that can be compiled. Ours do not change while the hub runs. */
  function find(name: string, folders: readonly string[]): TemplateFile | null {
    const fixed = folders.length === 0
    const known = fixed ? ours.get(name) : undefined
    if (known) return known
    const file = findTemplate(name, own, folders).find(file => compiles(file)) ?? null
    if (fixed && file) ours.set(name, file)
    return file
  }

  function compiles(file: TemplateFile): boolean {
    try {
      load(file)
      return true
    } catch (error) {
      // Our own templates are never skipped: what is wrong with them must be seen.
      if (file.path.startsWith(own)) throw error
      return false
    }
  }

  function found(name: string, folders: readonly string[]): TemplateFile {
    const file = find(name, folders)
    if (!file) throw new Error(`there is no template named ${name}`)
    return file
  }

  function renderFrame(name: string, context: unknown, frame: Frame): string {
    if (frame.depth > 40) throw new Error(`${name} extends or includes itself without end`)
    const deeper = { ...frame, depth: frame.depth + 1 }
    const file = found(name, frame.stock ? [] : sites)
    const ready = load(file)
    if (typeof ready === "function") return inFile(file.path, () => ready(context, { ...safe, data: deeper }))
    const partial = isDict(context) && context !== frame.root
    return ready.render(partial ? newFrame({ ...frame.root, ...context }, deeper.depth) : deeper)
  }

  const macros = once(() => {
    const file = join(own, "macros.html")
    return template(file, parse(readFileSync(file, "utf8"), file), others).exported({})
  })
  /** What templates in Jinja call; those in Handlebars have helpers. */
  const callables = once(() => ({
    ...macros(),
    static_url: new Callable(([path], named) => staticUrl(text(path), named.include_version !== false)),
  }))
  const start = (variables: Variables, withJinja = jinja): Frame =>
    newFrame(withJinja ? { ...callables(), ...variables } : { ...variables })
  const told = new Set<string>()
  function report(error: unknown): void {
    const { message } = error as Error
    if (!told.has(message)) options.report?.(message)
    told.add(message)
  }

  const brought = siteTemplates(sites)
  const jinja = brought.some(file => file.language === "jinja")
  for (const file of brought) compiles(file)
  return {
    render(name, variables) {
      found(name, sites)
      try {
        const frame = start(variables)
        return renderFrame(name, frame.root, frame)
      } catch (error) {
        if (brought.length === 0) throw error
        report(error)
        const frame = { ...start(variables), stock: true }
        return renderFrame(find(name, []) ? name : "error", frame.root, frame)
      }
    },
    renderText(source, variables) {
      try {
        return template("custom_html", parse(source, "custom_html"), others).render(start(variables, true))
      } catch (error) {
        report(error)
        return null
      }
    },
    has: name => find(name, sites) !== null,
    overridden: brought.length > 0,
    jinja,
  }
}

function inFile(path: string, render: () => string): string {
  try {
    return render()
  } catch (error) {
    throw located(error, path)
  }
}

function located(error: unknown, path: string): TemplateError {
  if (error instanceof TemplateError) return error
  return new TemplateError((error as Error).message, path, undefined, { cause: error })
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

type Ready = TemplateDelegate | Template

/** Values that come from people are plain data: a template must not reach what their prototypes hold. */
const safe = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const
