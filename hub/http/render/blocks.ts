/**
 * Template inheritance with Jinja's rules, as sites know it from JupyterHub: a page extends another, defines some of
 * its blocks, and whoever extends last wins. Both engines share this one model: a block is a list of bodies, the
 * outermost first, and a body is a function, whichever language it was written in.
 */
export interface Frame {
  /** The variables of the whole page; what a template sets at its top is set here. */
  readonly root: Record<string, unknown>
  /** Definitions of each block, the outermost first. */
  readonly blocks: Map<string, readonly Body[]>
  /** What `super` goes on to inside a block. */
  readonly rest?: readonly Body[]
  /** Names that a block sees beside the page's: the item of the loop that it stands in. */
  readonly locals?: Readonly<Record<string, unknown>>
  /** What Handlebars calls `this` where the block stands. */
  readonly context?: unknown
  /** Templates that led here, one in the other. */
  readonly depth: number
  /** Our own templates alone: what the site brought could not be rendered. */
  readonly stock?: boolean
}

export type Body = (context: unknown, options: { readonly data: Frame }) => string

export function newFrame(root: Record<string, unknown>, depth = 0): Frame {
  return { root, blocks: new Map(), depth }
}

/** Adds a definition behind those of the templates that extend this one. */
export function defineBlock(frame: Frame, name: string, body: Body): void {
  frame.blocks.set(name, [...(frame.blocks.get(name) ?? []), body])
}

/** Renders a block where it stands; `otherwise` is what the template itself has there. */
export function renderBlock(
  frame: Frame,
  name: string,
  otherwise: Body | null,
  context: unknown,
  locals: Readonly<Record<string, unknown>>,
): string {
  return first([...(frame.blocks.get(name) ?? []), ...(otherwise ? [otherwise] : [])], { ...frame, locals, context })
}

/** What the block held before it was overridden; nothing where there is nothing more. */
export function renderSuper(frame: Frame): string {
  return first(frame.rest ?? [], frame)
}

function first([body, ...rest]: readonly Body[], frame: Frame): string {
  return body ? body(frame.context, { data: { ...frame, rest } }) : ""
}
