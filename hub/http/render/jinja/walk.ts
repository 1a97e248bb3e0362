/** Every node of a template, a node before those within it. */
import type { Node } from "./tree.ts"

export function* walk(tree: Node): Generator<Node> {
  yield tree
  for (const inner of Object.values(tree)) {
    const nodes: readonly unknown[] = Array.isArray(inner) ? inner : [inner]
    for (const node of nodes)
      if (typeof node === "object" && node !== null && "typename" in node) yield* walk(node as Node)
  }
}
