/** Finds filters and tests that no page could use, so that it is told when the hub starts and not when somebody looks. */
import { hasFilter } from "./filters.ts"
import { JinjaError } from "./jinja-error.ts"
import { tests } from "./tests.ts"
import type { Node } from "./tree.ts"

export function checkNames(tree: Node, file: string): void {
  if (tree.typename === "Filter" && !hasFilter(tree.name.value))
    throw new JinjaError(`there is no filter named ${tree.name.value}`, file, tree.lineno + 1)
  if (tree.typename === "Is") {
    const right = tree.right.typename === "FunCall" ? tree.right.name : tree.right
    const name = right.typename === "Symbol" || right.typename === "Literal" ? String(right.value) : ""
    if (!Object.hasOwn(tests, name)) throw new JinjaError(`there is no test named ${name}`, file, tree.lineno + 1)
  }
  for (const inner of Object.values(tree)) {
    const nodes: readonly unknown[] = Array.isArray(inner) ? inner : [inner]
    for (const node of nodes)
      if (typeof node === "object" && node !== null && "typename" in node) checkNames(node as Node, file)
  }
}
