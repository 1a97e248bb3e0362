/** Finds filters and tests that no page could use, so that it is told when the hub starts and not when somebody looks. */

import { TemplateError } from "../template-error.ts"
import { hasFilter } from "./filters.ts"
import { tests } from "./tests.ts"
import type { Node } from "./tree.ts"
import { walk } from "./walk.ts"

export function checkNames(tree: Node, file: string): void {
  for (const node of walk(tree)) {
    if (node.typename === "Filter" && !hasFilter(node.name.value))
      throw new TemplateError(`there is no filter named ${node.name.value}`, file, node.lineno + 1)
    if (node.typename !== "Is") continue
    const right = node.right.typename === "FunCall" ? node.right.name : node.right
    const name = right.typename === "Symbol" || right.typename === "Literal" ? String(right.value) : ""
    if (!Object.hasOwn(tests, name)) throw new TemplateError(`there is no test named ${name}`, file, node.lineno + 1)
  }
}
