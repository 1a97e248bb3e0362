/** Gives names their values: the targets of a `set`, of a loop, and the parameters of a macro. */
import type { Named } from "./callable.ts"
import { evaluate, type Surroundings } from "./evaluate.ts"
import { define } from "./members.ts"
import { items, text } from "./python-value.ts"
import type { Scope } from "./scope.ts"
import type { Node } from "./tree.ts"

/** `target` is a name, names in a row that take a value apart, or a part of a namespace(). */
export function bind(target: Node, value: unknown, scope: Scope, around: Surroundings): void {
  if (target.typename === "Symbol") {
    scope.set(target.value, value)
    return
  }
  if (target.typename === "Array") {
    const parts = items(value)
    if (parts.length !== target.children.length)
      throw new Error(`${target.children.length} names take ${parts.length} values`)
    for (const [i, child] of target.children.entries()) bind(child, parts[i], scope, around)
    return
  }
  if (target.typename !== "LookupVal") throw new Error("a value cannot be given to this")
  const owner = evaluate(target.target, scope, around)
  if (typeof owner !== "object" || owner === null) throw new Error("only a namespace() can be given a part")
  define(owner, { [text(evaluate(target.val, scope, around))]: value })
}

/** The arguments of a call of a macro: by place, by name, or what the macro itself says. */
export function bindParameters(
  nodes: readonly Node[],
  args: readonly unknown[],
  named: Named,
  scope: Scope,
  around: Surroundings,
): void {
  const plain = nodes.flatMap(node => (node.typename === "Symbol" ? [{ name: node.value, otherwise: null }] : []))
  const preset = nodes
    .flatMap(node => (node.typename === "KeywordArgs" ? node.children : []))
    .flatMap(pair =>
      pair.typename === "Pair" && pair.key.typename === "Symbol"
        ? [{ name: pair.key.value, otherwise: pair.value }]
        : [],
    )
  for (const [i, { name, otherwise }] of [...plain, ...preset].entries()) {
    const given = i < args.length ? args[i] : Object.hasOwn(named, name) ? named[name] : undefined
    scope.set(name, given === undefined && otherwise !== null ? evaluate(otherwise, scope, around) : given)
  }
}
