/** A function that a template may call. Nothing else can be called: no function of JavaScript ever gets into a template. */
export class Callable {
  readonly call: (args: readonly unknown[], named: Named) => unknown
  constructor(call: (args: readonly unknown[], named: Named) => unknown) {
    this.call = call
  }
}

export type Named = Readonly<Record<string, unknown>>

/** Arguments by their place, or by the names that they have in Python. */
export function bound(args: readonly unknown[], named: Named, ...names: readonly string[]): readonly unknown[] {
  return names.map((name, i) => (i < args.length ? args[i] : Object.hasOwn(named, name) ? named[name] : undefined))
}
