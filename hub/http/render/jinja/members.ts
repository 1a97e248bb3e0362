/** `a.b` and `a["b"]`: data of its own and Python's methods, never anything that JavaScript has on a value. */

import { strftime } from "../../../observe/strftime.ts"
import { bound, Callable, type Named } from "./callable.ts"
import { like } from "./operators.ts"
import { dateText, equal, isDict, isText, items, text } from "./python-value.ts"
import { textMethods } from "./text-methods.ts"

/** undefined for what is not there, as in Jinja. */
export function member(value: unknown, key: unknown): unknown {
  if (isText(value)) {
    if (typeof key === "number") return text(value).at(key)
    return method(textMethods, value, key)
  }
  if (Array.isArray(value)) return typeof key === "number" ? value.at(key) : method(listMethods, value, key)
  if (value instanceof Date) return dateParts[text(key)]?.(value) ?? method(dateMethods, value, key)
  if (!isDict(value)) return undefined
  const name = text(key)
  return Object.hasOwn(value, name) ? value[name] : method(dictMethods, value as Record<string, unknown>, key)
}

/** `a[1:3]` of a text or a list. */
export function slice(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  const list = isText(value) ? [...text(value)] : items(value)
  const by = step === undefined || step === null ? 1 : Number(step)
  if (by === 0) throw new Error("slice step cannot be zero")
  const place = (bound: unknown, otherwise: number) => {
    if (bound === undefined || bound === null) return otherwise
    const at = Number(bound) < 0 ? list.length + Number(bound) : Number(bound)
    return Math.max(by < 0 ? -1 : 0, Math.min(by < 0 ? list.length - 1 : list.length, at))
  }
  const [from, to] = [place(start, by < 0 ? list.length - 1 : 0), place(stop, by < 0 ? -1 : list.length)]
  const taken: unknown[] = []
  for (let i = from; by < 0 ? i > to : i < to; i += by) taken.push(list[i])
  return isText(value) ? like(value, taken.join("")) : taken
}

type Methods<T> = Readonly<Record<string, (self: T, args: readonly unknown[], named: Named) => unknown>>

function method<T>(methods: Methods<T>, self: T, key: unknown): Callable | undefined {
  const name = text(key)
  const run = Object.hasOwn(methods, name) ? methods[name] : undefined
  return run && new Callable((args, named) => run(self, args, named))
}

const listMethods: Methods<unknown[]> = {
  append: (self, [item]) => void self.push(item),
  extend: (self, [more]) => void self.push(...items(more)),
  insert: (self, [at, item]) => void self.splice(Number(at), 0, item),
  pop: (self, [at = -1]) => self.splice(Number(at), 1)[0],
  remove: (self, [item]) => void self.splice(self.findIndex(other => equal(other, item)) >>> 0, 1),
  reverse: self => void self.reverse(),
  copy: self => [...self],
  clear: self => void self.splice(0),
  count: (self, [item]) => self.filter(other => equal(other, item)).length,
  index: (self, [item]) => self.findIndex(other => equal(other, item)),
}

const dictMethods: Methods<Record<string, unknown>> = {
  get: (self, [key, otherwise = null]) => (Object.hasOwn(self, text(key)) ? self[text(key)] : otherwise),
  items: self => Object.entries(self),
  keys: self => Object.keys(self),
  values: self => Object.values(self),
  copy: self => ({ ...self }),
  update: (self, args, named) => void define(self, { ...(args[0] as object | undefined), ...named }),
  setdefault(self, [key, value = null]) {
    if (!Object.hasOwn(self, text(key))) define(self, { [text(key)]: value })
    return self[text(key)]
  },
  pop(self, [key, otherwise]) {
    const value = Object.hasOwn(self, text(key)) ? self[text(key)] : otherwise
    delete self[text(key)]
    return value
  },
}

/** Sets without setters: `__proto__` is a name like any other. */
export function define(target: object, values: object): void {
  for (const [key, value] of Object.entries(values))
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

const dateParts: Readonly<Record<string, (date: Date) => number>> = {
  year: date => date.getUTCFullYear(),
  month: date => date.getUTCMonth() + 1,
  day: date => date.getUTCDate(),
  hour: date => date.getUTCHours(),
  minute: date => date.getUTCMinutes(),
  second: date => date.getUTCSeconds(),
  microsecond: date => date.getUTCMilliseconds() * 1000,
}

const dateMethods: Methods<Date> = {
  isoformat: (self, args, named) => dateText(self, text(bound(args, named, "sep")[0] ?? "T")),
  strftime: (self, [pattern]) => strftime(self, text(pattern)),
  timestamp: self => self.getTime() / 1000,
  weekday: self => (self.getUTCDay() + 6) % 7,
  date: self => dateText(self, "T").slice(0, 10),
}
