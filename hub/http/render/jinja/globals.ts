/** Names that every Jinja template has. */
import { bound, Callable } from "./callable.ts"
import { define } from "./members.ts"
import { isDict, text } from "./python-value.ts"

export const globals: Readonly<Record<string, unknown>> = {
  True: true,
  False: false,
  None: null,
  range: new Callable(args => {
    const [first = 0, second, step = 1] = args.map(Number)
    const [from, to] = second === undefined ? [0, first] : [first, second]
    const length = Math.max(0, Math.ceil((to - from) / step))
    if (!(length <= 100_000)) throw new Error("this range is too long for a page")
    return Array.from({ length }, (_, i) => from + i * step)
  }),
  dict: new Callable(made),
  /** What `{% set ns.x = ... %}` may change from within a loop. */
  namespace: new Callable(made),
  joiner: new Callable((args, named) => {
    const [glue = ", "] = bound(args, named, "sep")
    let used = false
    return new Callable(() => {
      const piece = used ? glue : ""
      used = true
      return piece
    })
  }),
  cycler: new Callable(list => {
    let at = 0
    const cycler: Record<string, unknown> = {
      next: new Callable(() => {
        const item = list[at % list.length]
        at += 1
        return item
      }),
      reset: new Callable(() => {
        at = 0
      }),
    }
    return cycler
  }),
}

function made([first]: readonly unknown[], named: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const dict: Record<string, unknown> = {}
  if (isDict(first)) define(dict, first)
  if (Array.isArray(first))
    for (const [key, value] of first as (readonly unknown[])[]) define(dict, { [text(key)]: value })
  define(dict, named)
  return dict
}
