/** Jinja's grammar on nunjucks' parser: what Jinja has and nunjucks has not is parsed here, and what neither can do is told by its line. */
import { createRequire } from "node:module"
import { TemplateError } from "../template-error.ts"
import type { Node, Pair } from "./tree.ts"

export interface Syntax {
  readonly trimBlocks?: boolean
  readonly lstripBlocks?: boolean
  readonly keepTrailingNewline?: boolean
  readonly tags?: Readonly<Record<string, string>>
}

/** Throws a TemplateError with the file's line. */
export function parse(source: string, file: string, syntax: Syntax = {}): Node {
  const text = source.replace(/\r\n?/g, "\n")
  try {
    const { lexer, JinjaParser } = nunjucks()
    const lexed = lexer.lex(syntax.keepTrailingNewline ? text : text.replace(/\n$/, ""), syntax)
    return new JinjaParser(lexed).parseAsRoot()
  } catch (error) {
    const { message, lineno } = error as { message: string; lineno?: number }
    throw new TemplateError(message.replace(/^\(.*?\)\s*/s, ""), file, lineno, { cause: error })
  }
}

interface Token {
  readonly type: string
  readonly value: string
  readonly lineno: number
  readonly colno: number
}

/** The part of nunjucks' parser that ours uses; its package has no types for it. */
declare class Parser {
  constructor(tokens: unknown)
  readonly tokens: { in_code: boolean }
  breakOnBlocks: readonly string[] | null
  peekToken(): Token
  nextToken(): Token
  pushToken(token: Token): void
  skip(type: string): boolean
  skipValue(type: string, value: string): boolean
  skipSymbol(name: string): boolean
  fail(message: string, lineno?: number, colno?: number): never
  advanceAfterBlockEnd(name?: string): Token
  parseAsRoot(): Node
  parseUntilBlocks(...names: string[]): Node
  parseExpression(): Node
  parseOr(): Node
  parsePrimary(noPostfix?: boolean): Node
  parseFilter(node: Node): Node
  parseStatement(): Node | null
  parseUnary(noFilters?: boolean): Node
  parsePostfix(node: Node): Node
  parseInlineIf(): Node
  parseAggregate(): Node | null
}

interface Package {
  readonly parser: { readonly Parser: typeof Parser }
  readonly lexer: { lex(source: string, options: object): unknown }
}

/** Read with the first template in Jinja: most sites have none. */
function nunjucks() {
  if (read === undefined) {
    const { parser, lexer } = createRequire(import.meta.url)("nunjucks") as Package
    read = { lexer, JinjaParser: jinjaParser(parser.Parser) }
  }
  return read
}

let read: { readonly lexer: Package["lexer"]; readonly JinjaParser: typeof Parser } | undefined

function jinjaParser(Base: typeof Parser): typeof Parser {
  return class extends Base {
    override parseStatement(): Node | null {
      const token = this.peekToken()
      if (this.breakOnBlocks?.includes(token.value)) return null
      const own = token.type === "symbol" ? statements[token.value] : undefined
      if (own === undefined) return super.parseStatement()
      this.nextToken()
      return own(this, token)
    }

    /** `a if x else b if y else c`. */
    override parseInlineIf(): Node {
      const body = this.parseOr()
      if (!this.skipSymbol("if")) return body
      const cond = this.parseOr()
      const else_ = this.skipSymbol("else") ? this.parseInlineIf() : null
      return { typename: "InlineIf", lineno: body.lineno, body, cond, else_ }
    }

    /** Tests bind as closely as filters do, and one argument needs no parentheses: `n is divisibleby 3`. */
    override parseUnary(noFilters?: boolean): Node {
      let node = super.parseUnary(noFilters)
      while (!noFilters && this.skipSymbol("is")) {
        const not = this.skipSymbol("not")
        node = this.#test(node)
        if (not) node = { typename: "Not", lineno: node.lineno, target: node }
        node = this.parseFilter(node)
      }
      return node
    }

    /** Lists, tuples and dicts, with a comma after the last item, and `[1:2]`. */
    override parseAggregate(): Node | null {
      const open = this.nextToken()
      const close = closing[open.type]
      if (close === undefined) return null
      const children: Node[] = []
      let commas = 0
      while (!this.#closes(close)) {
        if (children.length > commas) this.fail("expected a comma", open.lineno, open.colno)
        children.push(open.type === "left-curly" ? this.#pair() : this.#item())
        if (this.skip("comma")) commas += 1
      }
      const tuple = children.length !== 1 || commas > 0
      const typename = open.type === "left-curly" ? "Dict" : open.type === "left-paren" && !tuple ? "Group" : "Array"
      return { typename, lineno: open.lineno, children }
    }

    #test(left: Node): Node {
      const { lineno } = left
      const name = this.parsePrimary(true)
      const next = this.peekToken()
      if (next?.type === "left-paren") return { typename: "Is", lineno, left, right: this.parsePostfix(name) }
      const bare = startsValue.has(next?.type) && !(next.type === "symbol" && afterTest.has(next.value))
      if (!bare) return { typename: "Is", lineno, left, right: name }
      const args = { children: [this.parsePrimary()] }
      return { typename: "Is", lineno, left, right: { typename: "FunCall", lineno, name, args } }
    }

    /** The lexer takes the end of a dict within a dict for the end of the expression: it is two braces again. */
    #closes(close: string): boolean {
      const token = this.peekToken()
      if (close !== "right-curly" || token.type !== "variable-end") return this.skip(close)
      this.nextToken()
      this.tokens.in_code = true
      this.pushToken({ ...token, type: "right-curly", value: "}" })
      return true
    }

    #pair(): Node {
      const key = this.parseExpression()
      if (!this.skip("colon")) this.fail("expected a colon after the key of a dict", key.lineno)
      return { typename: "Pair", lineno: key.lineno, key, value: this.parseExpression() }
    }

    #item(): Node {
      const { lineno } = this.peekToken()
      const start = this.peekToken().type === "colon" ? null : this.parseExpression()
      if (!this.skip("colon")) return start as Node
      const stop = this.#bound()
      return { typename: "Slice", lineno, start, stop, step: this.skip("colon") ? this.#bound() : null }
    }

    #bound(): Node | null {
      return ["colon", "right-bracket"].includes(this.peekToken().type) ? null : this.parseExpression()
    }
  }
}

const closing: Readonly<Record<string, string>> = {
  "left-paren": "right-paren",
  "left-bracket": "right-bracket",
  "left-curly": "right-curly",
}

const startsValue = new Set(["symbol", "string", "int", "float", "left-bracket", "left-curly", "boolean", "none"])
const afterTest = new Set(["else", "or", "and", "is", "if", "in", "not"])

/** Tags whose form in Jinja is not the one in nunjucks; the tag's own name has been read. */
const statements: Readonly<Record<string, (p: Parser, tag: Token) => Node>> = {
  block(p, { lineno }) {
    const name = p.parsePrimary(true)
    if (name.typename !== "Symbol") return p.fail("a block needs a name", lineno)
    while (p.skipSymbol("scoped") || p.skipSymbol("required"));
    p.advanceAfterBlockEnd("block")
    const body = p.parseUntilBlocks("endblock")
    p.nextToken()
    const end = p.peekToken()
    if (end.type === "symbol" && end.value !== name.value)
      p.fail(`block ${name.value} ends with endblock ${end.value}`, end.lineno)
    p.skipSymbol(name.value)
    p.advanceAfterBlockEnd("endblock")
    return { typename: "Block", lineno, name, body }
  },
  for(p, { lineno }) {
    const name = names(p)
    if (!p.skipSymbol("in")) p.fail('expected "in"', lineno)
    const arr = p.parseOr()
    const only = p.skipSymbol("if") ? p.parseExpression() : undefined
    if (p.skipSymbol("recursive")) p.fail("recursive loops cannot be rendered: call a macro that calls itself", lineno)
    p.advanceAfterBlockEnd("for")
    const body = p.parseUntilBlocks("endfor", "else")
    let else_: Node | null = null
    if (p.skipSymbol("else")) {
      p.advanceAfterBlockEnd("else")
      else_ = p.parseUntilBlocks("endfor")
    }
    p.advanceAfterBlockEnd()
    return { typename: "For", lineno, name, arr, ...(only ? { only } : {}), body, else_ }
  },
  set(p, { lineno }) {
    const target = names(p)
    const targets = target.typename === "Array" ? target.children : [target]
    if (p.skipValue("operator", "=")) {
      const first = p.parseExpression()
      const children = [first]
      while (p.skip("comma")) children.push(p.parseExpression())
      p.advanceAfterBlockEnd("set")
      return {
        typename: "Set",
        lineno,
        targets,
        value: children.length === 1 ? first : { typename: "Array", lineno, children },
      }
    }
    // `{% set x | upper %}text{% endset %}`: the filters go around what the body gives.
    const capture = { typename: "Capture", lineno, body: none } as Node & { body: Node }
    const value = p.parseFilter(capture)
    p.advanceAfterBlockEnd("set")
    capture.body = p.parseUntilBlocks("endset")
    p.advanceAfterBlockEnd()
    return { typename: "Set", lineno, targets, value }
  },
  include(p, { lineno }) {
    const template = p.parseExpression()
    const ignoreMissing = p.skipSymbol("ignore") && p.skipSymbol("missing")
    const alone = p.skipSymbol("without")
    if (alone || p.skipSymbol("with")) p.skipSymbol("context")
    p.advanceAfterBlockEnd("include")
    return { typename: "Include", lineno, template, ignoreMissing, alone }
  },
  with(p, { lineno }) {
    const pairs: Pair[] = []
    while (p.peekToken().type !== "block-end") {
      const key = p.parsePrimary(true)
      if (key.typename !== "Symbol" || !p.skipValue("operator", "=")) p.fail('expected name = value in "with"', lineno)
      pairs.push({ typename: "Pair", lineno, key, value: p.parseExpression() })
      p.skip("comma")
    }
    p.advanceAfterBlockEnd("with")
    const body = p.parseUntilBlocks("endwith")
    p.advanceAfterBlockEnd()
    return { typename: "With", lineno, pairs, body }
  },
  do(p, { lineno }) {
    const value = p.parseExpression()
    p.advanceAfterBlockEnd("do")
    return { typename: "Do", lineno, value }
  },
  autoescape(p, { lineno }) {
    const on = p.parseExpression()
    const word = on.typename === "Literal" || on.typename === "Symbol" ? String(on.value).toLowerCase() : ""
    if (word !== "true" && word !== "false") p.fail("autoescape needs true or false", lineno)
    p.advanceAfterBlockEnd("autoescape")
    const body = p.parseUntilBlocks("endautoescape")
    p.advanceAfterBlockEnd()
    return { typename: "Autoescape", lineno, on: word === "true", body }
  },
  break(p, { lineno }) {
    p.advanceAfterBlockEnd("break")
    return { typename: "Break", lineno }
  },
  continue(p, { lineno }) {
    p.advanceAfterBlockEnd("continue")
    return { typename: "Continue", lineno }
  },
  trans: (p, { lineno }) => p.fail("translations ({% trans %}) cannot be rendered: write the text itself", lineno),
  switch: (p, { lineno }) => p.fail("Jinja has no tag switch: use if and elif", lineno),
}

const none: Node = { typename: "NodeList", lineno: 0, children: [] }

/** `x`, `x.y`, `a, b` or `(a, b)`: what a loop or an assignment binds. */
function names(p: Parser): Node {
  const first = p.parsePrimary()
  const children = [first]
  while (p.skip("comma")) children.push(p.parsePrimary())
  return children.length === 1 ? first : { typename: "Array", lineno: first.lineno, children }
}
