/**
 * Template inheritance with Jinja's rules, as sites know it from JupyterHub: a page extends another, defines some of
 * its blocks, and whoever extends last wins. Handlebars' own inline partials have it the other way round.
 *
 *   {{#extend "page"}}{{#define "main"}}...{{super}}...{{/define}}{{/extend}}   and in page:   {{#block "main"}}default{{/block}}
 */
import Handlebars, { type HelperDelegate, type HelperOptions } from "handlebars"

type Body = (context: unknown, options: { data: Frame }) => string
interface Frame {
  /** Definitions of each block, the outermost first. */
  blocks?: Map<string, Body[]>
  /** What `super` goes on to inside a block. */
  rest?: readonly Body[]
}

export function blockHelpers(render: (name: string, context: unknown, data: unknown) => string) {
  return {
    extend(this: unknown, name: string, options: HelperOptions) {
      const frame = frameOf(options)
      frame.blocks ??= new Map()
      options.fn(this, { data: frame })
      return new Handlebars.SafeString(render(name, this, frame))
    },
    define(this: unknown, name: string, options: HelperOptions) {
      const blocks = (options.data as Frame).blocks
      if (!blocks) throw new Error(`block "${name}" is defined outside of {{#extend}}`)
      blocks.set(name, [...(blocks.get(name) ?? []), options.fn as Body])
      return ""
    },
    block(this: unknown, name: string, options: HelperOptions) {
      const frame = frameOf(options)
      const [body, ...rest] = [...(frame.blocks?.get(name) ?? []), options.fn as Body]
      return body ? new Handlebars.SafeString(body(this, { data: { ...frame, rest } })) : ""
    },
    super(this: unknown, options: HelperOptions) {
      const frame = options.data as Frame
      const [body, ...rest] = frame.rest ?? []
      return body ? new Handlebars.SafeString(body(this, { data: { ...frame, rest } })) : ""
    },
    include(this: unknown, name: string, context: unknown, options: HelperOptions) {
      return new Handlebars.SafeString(render(name, context, frameOf(options)))
    },
  } satisfies Record<string, HelperDelegate>
}

function frameOf(options: HelperOptions): Frame {
  return Handlebars.createFrame(options.data) as Frame
}
