/** What a loop offers to its body as `loop`, and the ways out of it. */
import { Callable } from "./callable.ts"

/** `{% break %}` and `{% continue %}` on their way to the loop around them. */
export class LoopSignal extends Error {
  readonly kind: "Break" | "Continue"
  constructor(kind: "Break" | "Continue") {
    super(`{% ${kind.toLowerCase()} %} stands outside of a loop`)
    this.kind = kind
  }
}

export function loopAt(list: readonly unknown[], i: number): Record<string, unknown> {
  return {
    index: i + 1,
    index0: i,
    revindex: list.length - i,
    revindex0: list.length - i - 1,
    first: i === 0,
    last: i === list.length - 1,
    length: list.length,
    previtem: list[i - 1],
    nextitem: list[i + 1],
    depth: 1,
    depth0: 0,
    cycle: new Callable(args => args[i % args.length]),
  }
}
