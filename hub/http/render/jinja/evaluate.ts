/** The value of an expression of a template. */
import { Callable, type Named } from "./callable.ts"
import { filter } from "./filters.ts"
import { globals } from "./globals.ts"
import type { Markup } from "./markup.ts"
import { define, member, slice } from "./members.ts"
import { binary, comparison } from "./operators.ts"
import { text, truth } from "./python-value.ts"
import type { Scope } from "./scope.ts"
import { tests } from "./tests.ts"
import type { Call, MacroNode, Node, Operation } from "./tree.ts"

/** What an expression may ask of the page that is being rendered. */
export interface Surroundings {
  /** Variables of the page, below the names of the scope. */
  readonly page: Readonly<Record<string, unknown>>
  /** What `body` gives, as HTML. */
  capture(body: Node, scope: Scope): Markup
  macro(node: MacroNode, scope: Scope): Callable
  superBlock(scope: Scope): Markup
  block(name: string, scope: Scope): Markup
  at(line: number): void
}

export function evaluate(node: Node, scope: Scope, around: Surroundings): unknown {
  const value = (inner: Node) => evaluate(inner, scope, around)
  switch (node.typename) {
    case "Literal":
    case "TemplateData":
      return node.value
    case "Symbol":
      return named(node.value, scope, around)
    case "Group":
      return node.children[0] && value(node.children[0])
    case "Array":
      return node.children.map(value)
    case "Dict":
    case "KeywordArgs":
      return dict(node.children, scope, around)
    case "LookupVal":
      return looked(value(node.target), node.val, value)
    case "InlineIf":
      return truth(value(node.cond)) ? value(node.body) : node.else_ === null ? undefined : value(node.else_)
    case "And": {
      const left = value(node.left)
      return truth(left) ? value(node.right) : left
    }
    case "Or": {
      const left = value(node.left)
      return truth(left) ? left : value(node.right)
    }
    case "Not":
      return !truth(value(node.target))
    case "Neg":
      return -Number(value(node.target))
    case "Pos":
      return Number(value(node.target))
    case "Compare":
      return compare(node, value)
    case "Is":
      return is(node, value)
    case "FunCall":
      return call(node, scope, around)
    case "Filter": {
      around.at(node.lineno)
      const { args, named } = argumentsOf(node.args.children, scope, around)
      return filter(node.name.value)(args[0], args.slice(1), named)
    }
    case "Capture":
      return around.capture(node.body, scope)
    case "Caller":
      return around.macro(node, scope)
    default:
      if ("left" in node) return binary(node.typename, value(node.left), value(node.right))
      throw new Error(`${node.typename} has no value`)
  }
}

function named(name: string, scope: Scope, { page }: Surroundings): unknown {
  if (scope.has(name)) return scope.get(name)
  if (Object.hasOwn(page, name)) return page[name]
  return Object.hasOwn(globals, name) ? globals[name] : undefined
}

function dict(pairs: readonly Node[], scope: Scope, around: Surroundings): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const pair of pairs) {
    if (pair.typename !== "Pair") throw new Error("a dict has keys and values")
    define(made, { [text(evaluate(pair.key, scope, around))]: evaluate(pair.value, scope, around) })
  }
  return made
}

function looked(target: unknown, key: Node, value: (node: Node) => unknown): unknown {
  if (key.typename !== "Slice") return member(target, value(key))
  const [start, stop, step] = [key.start, key.stop, key.step].map(bound => bound && value(bound))
  return slice(target, start, stop, step)
}

/** `1 < x < 3` holds when each step does. */
function compare(node: Extract<Node, { typename: "Compare" }>, value: (node: Node) => unknown): boolean {
  let left = value(node.expr)
  for (const { type, expr } of node.ops) {
    const right = value(expr)
    if (!comparison(type, left, right)) return false
    left = right
  }
  return true
}

/** `is name`, `is name(argument)`, `is none`. */
function is(node: Operation, value: (node: Node) => unknown): boolean {
  const { right } = node
  const name = right.typename === "FunCall" ? right.name : right
  const key = name.typename === "Symbol" ? name.value : name.typename === "Literal" ? String(name.value) : ""
  const test = Object.hasOwn(tests, key) ? tests[key] : undefined
  if (!test) throw new Error(`there is no test named ${key}`)
  return test(value(node.left), right.typename === "FunCall" ? right.args.children.map(value) : [])
}

function call(node: Call, scope: Scope, around: Surroundings): unknown {
  around.at(node.lineno)
  const { name } = node
  if (name.typename === "Symbol" && name.value === "super") return around.superBlock(scope)
  if (name.typename === "LookupVal" && name.target.typename === "Symbol" && name.target.value === "self")
    return around.block(text(evaluate(name.val, scope, around)), scope)
  const target = evaluate(name, scope, around)
  if (!(target instanceof Callable))
    throw new Error(`${nameOf(name)} is ${target === undefined ? "undefined" : "no function"}, and is called`)
  const { args, named } = argumentsOf(node.args.children, scope, around)
  return target.call(args, named)
}

function argumentsOf(nodes: readonly Node[], scope: Scope, around: Surroundings): { args: unknown[]; named: Named } {
  const named: Record<string, unknown> = {}
  const args: unknown[] = []
  for (const node of nodes) {
    if (node.typename !== "KeywordArgs") args.push(evaluate(node, scope, around))
    else
      for (const pair of node.children)
        if (pair.typename === "Pair" && pair.key.typename === "Symbol")
          define(named, { [pair.key.value]: evaluate(pair.value, scope, around) })
  }
  return { args, named }
}

function nameOf(node: Node): string {
  if (node.typename === "Symbol") return node.value
  if (node.typename === "LookupVal" && node.val.typename === "Literal")
    return `${nameOf(node.target)}.${text(node.val.value)}`
  return "what stands here"
}
