/** A template in Jinja, ready to render: it takes part in the blocks of a page as any other template does. */
import { type Body, defineBlock, type Frame, newFrame, renderBlock, renderSuper } from "../blocks.ts"
import { TemplateError } from "../template-error.ts"
import { bind, bindParameters } from "./bind.ts"
import { Callable } from "./callable.ts"
import { evaluate, type Surroundings } from "./evaluate.ts"
import { LoopSignal, loopAt } from "./loop.ts"
import { Markup } from "./markup.ts"
import { define } from "./members.ts"
import { isText, items, shown, text, truth } from "./python-value.ts"
import { Scope } from "./scope.ts"
import type { Block, For, MacroNode, Node } from "./tree.ts"
import { walk } from "./walk.ts"

/** How a template gets at others; each by the name that stands in `extends`, `include` or `import`. */
export interface Others {
  render(name: string, frame: Frame): string
  /** The first of the names that there is. */
  find(names: readonly string[]): string | null
  /** The macros and variables of a template. */
  exported(name: string, root: Record<string, unknown>): Readonly<Record<string, unknown>>
}

export interface Template {
  render(frame: Frame): string
  exported(root: Record<string, unknown>): Readonly<Record<string, unknown>>
}

export function template(file: string, tree: Node, others: Others): Template {
  const blocks = blocksOf(tree)
  const start = (frame: Frame) => new Rendering(file, frame, others, blocks)
  return {
    render: frame => start(frame).whole(tree),
    exported(root) {
      const names = new Set(Object.keys(root))
      const page = { ...root }
      start(newFrame(page)).whole(tree)
      const own = Object.entries(page).filter(
        ([name, value]) => !name.startsWith("_") && (!names.has(name) || root[name] !== value),
      )
      return Object.fromEntries(own)
    },
  }
}

class Rendering implements Surroundings {
  readonly file: string
  readonly frame: Frame
  readonly others: Others
  readonly blocks: ReadonlyMap<string, Block>
  readonly #escape: boolean
  /** The scope whose names are the page's; a block has none. */
  #top: Scope | null = null
  #parent: string | null = null
  #line = 0

  constructor(file: string, frame: Frame, others: Others, blocks: ReadonlyMap<string, Block>, escape = true) {
    this.file = file
    this.frame = frame
    this.others = others
    this.blocks = blocks
    this.#escape = escape
  }

  get page(): Record<string, unknown> {
    return this.frame.root
  }

  whole(tree: Node): string {
    const out: string[] = []
    this.#top = new Scope(null, this.frame.locals)
    this.#guarded(() => this.#run(tree, this.#top as Scope, out))
    return this.#parent === null
      ? out.join("")
      : this.#guarded(() => this.others.render(this.#parent as string, this.frame))
  }

  at(line: number): void {
    this.#line = line
  }

  capture(body: Node, scope: Scope): Markup {
    const out: string[] = []
    this.#run(body, scope, out)
    return new Markup(out.join(""))
  }

  macro({ args: { children }, body }: MacroNode, around: Scope): Callable {
    return new Callable((args, named) => {
      const scope = new Scope(around, {
        varargs: args.slice(children.length),
        kwargs: named,
        ...(named.caller ? { caller: named.caller } : {}),
      })
      bindParameters(children, args, named, scope, this)
      return this.capture(body, scope)
    })
  }

  superBlock(scope: Scope): Markup {
    return new Markup(renderSuper({ ...this.frame, locals: scope.all() }))
  }

  block(name: string, scope: Scope): Markup {
    const own = this.#parent === null ? this.#body(name) : null
    const locals = scope.all()
    return new Markup(renderBlock(this.frame, name, own, { ...this.page, ...locals }, locals))
  }

  #body(name: string): Body | null {
    const block = this.blocks.get(name)
    if (!block) return null
    return (_context, { data }) => {
      const inner = new Rendering(this.file, data, this.others, this.blocks, this.#escape)
      inner.#parent = this.#parent
      return inner.#guarded(() => inner.capture(block.body, new Scope(null, data.locals)).html)
    }
  }

  #run(node: Node, scope: Scope, out: string[]): void {
    if (node.typename !== "NodeList" && node.typename !== "Root") this.#line = node.lineno
    const value = (inner: Node) => evaluate(inner, scope, this)
    switch (node.typename) {
      case "Root":
      case "NodeList":
        for (const child of node.children) this.#run(child, scope, out)
        return
      case "Output":
        for (const child of node.children) out.push(this.#output(child, scope))
        return
      case "If":
        if (truth(value(node.cond))) this.#run(node.body, scope, out)
        else if (node.else_) this.#run(node.else_, scope, out)
        return
      case "For":
        this.#loop(node, scope, out)
        return
      case "Set":
        this.#set(node.targets, value(node.value as Node), scope)
        return
      case "With": {
        const inner = new Scope(scope)
        for (const pair of node.pairs) bind(pair.key, value(pair.value), inner, this)
        this.#run(node.body, inner, out)
        return
      }
      case "Do":
        value(node.value)
        return
      case "Macro":
        this.#set([node.name], this.macro(node, scope), scope)
        return
      case "Block":
        // A template that extends another only lends it its blocks.
        if (this.#parent === null || scope !== this.#top) out.push(this.block(node.name.value, scope).html)
        return
      case "Extends":
        this.#extend(text(value(node.template)))
        return
      case "Include":
        out.push(this.#include(node, value(node.template), scope))
        return
      case "Import":
        this.#set([node.target], this.#exports(node.template, node.withContext, scope), scope)
        return
      case "FromImport":
        this.#import(node, scope)
        return
      case "Autoescape": {
        const inner = new Rendering(this.file, this.frame, this.others, this.blocks, node.on)
        inner.#top = this.#top
        inner.#parent = this.#parent
        inner.#run(node.body, scope, out)
        return
      }
      case "Break":
      case "Continue":
        throw new LoopSignal(node.typename)
      default:
        throw new Error(`${node.typename} cannot stand here`)
    }
  }

  #output(node: Node, scope: Scope): string {
    const value = evaluate(node, scope, this)
    if (node.typename === "TemplateData") return text(value)
    return this.#escape ? shown(value) : text(value)
  }

  #extend(name: string): void {
    if (this.#parent !== null) throw new Error("this template extends two others")
    this.#parent = name
    for (const block of this.blocks.keys()) {
      const body = this.#body(block)
      if (body) defineBlock(this.frame, block, body)
    }
  }

  #include(node: Extract<Node, { typename: "Include" }>, wanted: unknown, scope: Scope): string {
    const names = isText(wanted) ? [text(wanted)] : items(wanted).map(text)
    const name = this.others.find(names)
    if (name === null && node.ignoreMissing) return ""
    const root = node.alone ? {} : { ...this.page, ...scope.all() }
    return this.others.render(name ?? names[0] ?? "", newFrame(root, this.frame.depth))
  }

  #exports(from: Node, withContext: boolean | null | undefined, scope: Scope): Readonly<Record<string, unknown>> {
    const name = text(evaluate(from, scope, this))
    return this.others.exported(name, withContext ? { ...this.page, ...scope.all() } : {})
  }

  #import(node: Extract<Node, { typename: "FromImport" }>, scope: Scope): void {
    const exported = this.#exports(node.template, node.withContext, scope)
    for (const item of node.names.children) {
      const [from, as] = item.typename === "Pair" ? [item.key, item.value] : [item, item]
      const name = from.typename === "Symbol" ? from.value : ""
      if (!Object.hasOwn(exported, name))
        throw new Error(`there is no ${name} in ${text(evaluate(node.template, scope, this))} to import`)
      this.#set([as], exported[name], scope)
    }
  }

  #set(targets: readonly Node[], value: unknown, scope: Scope): void {
    const values = targets.length === 1 ? [value] : items(value)
    if (values.length !== targets.length) throw new Error(`${targets.length} names take ${values.length} values`)
    targets.forEach((target, i) => {
      bind(target, values[i], scope, this)
      if (scope === this.#top && target.typename === "Symbol") define(this.page, { [target.value]: values[i] })
    })
  }

  #loop({ arr, only, name, body, else_ }: For, scope: Scope, out: string[]): void {
    const all = items(evaluate(arr, scope, this))
    const bound = all.map(item => {
      const inner = new Scope(scope)
      bind(name, item, inner, this)
      return { item, inner }
    })
    const taken = only ? bound.filter(({ inner }) => truth(evaluate(only, inner, this))) : bound
    if (taken.length === 0 && else_) this.#run(else_, scope, out)
    for (const [i, { inner }] of taken.entries()) {
      inner.set(
        "loop",
        loopAt(
          taken.map(({ item }) => item),
          i,
        ),
      )
      try {
        this.#run(body, inner, out)
      } catch (error) {
        if (!(error instanceof LoopSignal)) throw error
        if (error.kind === "Break") return
      }
    }
  }

  /** Errors with the template's file and line. */
  #guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (error instanceof TemplateError) throw error
      throw new TemplateError((error as Error).message, this.file, this.#line + 1, { cause: error })
    }
  }
}

/** Every block of a template, also those within others. */
function blocksOf(tree: Node): ReadonlyMap<string, Block> {
  const blocks = [...walk(tree)].filter(node => node.typename === "Block")
  return new Map(blocks.map(block => [block.name.value, block]))
}
