/**
 * The blocks of a page in Handlebars:
 *
 *   {{#extend "page"}}{{#define "main"}}...{{super}}...{{/define}}{{/extend}}   and in page:   {{#block "main"}}default{{/block}}
 *
 * What a block names, as in `{{#block "service" service=this}}`, a template in Jinja sees under that name.
 */
import Handlebars, { type HelperDelegate, type HelperOptions } from "handlebars"
import { type Body, defineBlock, type Frame, renderBlock, renderSuper } from "./blocks.ts"

export function blockHelpers(render: (name: string, context: unknown, frame: Frame) => string) {
  return {
    extend(this: unknown, name: string, options: HelperOptions) {
      const frame = frameOf(options)
      options.fn(this, { data: { ...frame, extending: true } })
      return new Handlebars.SafeString(render(name, this, frame))
    },
    define(this: unknown, name: string, options: HelperOptions) {
      const frame = frameOf(options)
      if (!frame.extending) throw new Error(`block "${name}" is defined outside of {{#extend}}`)
      defineBlock(frame, name, options.fn as unknown as Body)
      return ""
    },
    block(this: unknown, name: string, options: HelperOptions) {
      const own = options.fn as unknown as Body
      return new Handlebars.SafeString(renderBlock(frameOf(options), name, own, this, options.hash))
    },
    super(options: HelperOptions) {
      return new Handlebars.SafeString(renderSuper(frameOf(options)))
    },
    include(this: unknown, name: string, context: unknown, options: HelperOptions) {
      return new Handlebars.SafeString(render(name, context, frameOf(options)))
    },
  } satisfies Record<string, HelperDelegate>
}

function frameOf(options: HelperOptions): Frame & { extending?: boolean } {
  return Handlebars.createFrame(options.data)
}
