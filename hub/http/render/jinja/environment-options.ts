/** `JupyterHub.jinja_environment_options`: what of them changes how templates are read here. */
import type { Syntax } from "./parser.ts"

export interface EnvironmentOptions {
  readonly syntax: Syntax
  /** Whether a changed file is read again without a restart. */
  readonly autoReload: boolean
  /** Names that change nothing here. */
  readonly unused: readonly string[]
}

export function environmentOptions(options: Readonly<Record<string, unknown>>): EnvironmentOptions {
  const tags = Object.entries(tagNames).flatMap(([name, ours]) =>
    typeof options[name] === "string" ? [[ours, options[name]] as const] : [],
  )
  return {
    syntax: {
      trimBlocks: options.trim_blocks === true,
      lstripBlocks: options.lstrip_blocks === true,
      keepTrailingNewline: options.keep_trailing_newline === true,
      ...(tags.length > 0 ? { tags: Object.fromEntries(tags) } : {}),
    },
    autoReload: options.auto_reload !== false,
    unused: Object.keys(options).filter(name => !used(name, options[name])),
  }
}

/** Extensions whose tags are part of the language here; they need not be asked for. */
const builtIn = new Set(["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.with_", "jinja2.ext.autoescape"])

const tagNames: Readonly<Record<string, string>> = {
  block_start_string: "blockStart",
  block_end_string: "blockEnd",
  variable_start_string: "variableStart",
  variable_end_string: "variableEnd",
  comment_start_string: "commentStart",
  comment_end_string: "commentEnd",
}

function used(name: string, value: unknown): boolean {
  if (name === "extensions") return Array.isArray(value) && value.every(item => builtIn.has(String(item)))
  // Escaping stays on: `| safe` says where a template wants HTML. Caches and asynchronous rendering change no page.
  if (name === "autoescape") return value !== false
  return (
    [
      "trim_blocks",
      "lstrip_blocks",
      "keep_trailing_newline",
      "auto_reload",
      "cache_size",
      "enable_async",
      "optimized",
    ].includes(name) || name in tagNames
  )
}
