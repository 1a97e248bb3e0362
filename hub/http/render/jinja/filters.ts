/** Jinja's filters that take lists, dicts and numbers. */
import { bound } from "./callable.ts"
import { member } from "./members.ts"
import { binary } from "./operators.ts"
import { compared, equal, isDict, isText, items, text, truth } from "./python-value.ts"
import { type Check, tests } from "./tests.ts"
import { type Filter, textFilters } from "./text-filters.ts"
import { textMethods } from "./text-methods.ts"

const otherwise: Filter = (value, args, named) => {
  const [instead = "", falseToo = false] = bound(args, named, "default_value", "boolean")
  return value === undefined || (truth(falseToo) && !truth(value)) ? instead : value
}
const count: Filter = value => (value === undefined ? 0 : isText(value) ? [...text(value)].length : items(value).length)

const listFilters: Readonly<Record<string, Filter>> = {
  default: otherwise,
  d: otherwise,
  length: count,
  count,
  list: value => [...items(value)],
  items: value => Object.entries(isDict(value) ? value : {}),
  first: value => items(value)[0],
  last: value => items(value).at(-1),
  random: value => items(value)[Math.floor(Math.random() * items(value).length)],
  reverse: value => (isText(value) ? [...text(value)].reverse().join("") : [...items(value)].reverse()),
  attr: (value, [name]) => member(value, name),
  join(value, args, named) {
    const [glue = "", attribute] = bound(args, named, "d", "attribute")
    const parts = attribute === undefined ? items(value) : items(value).map(getter(attribute))
    return textMethods.join?.(isText(glue) ? glue : text(glue), [parts], {})
  },
  sort(value, args, named) {
    const [reverse, cased, attribute] = bound(args, named, "reverse", "case_sensitive", "attribute")
    return sorted(items(value), attribute, truth(cased), truth(reverse))
  },
  dictsort(value, args, named) {
    const [cased, by = "key", reverse] = bound(args, named, "case_sensitive", "by", "reverse")
    return sorted(Object.entries(isDict(value) ? value : {}), by === "value" ? 1 : 0, truth(cased), truth(reverse))
  },
  unique(value, args, named) {
    const [cased, attribute] = bound(args, named, "case_sensitive", "attribute")
    const key = (item: unknown) => folded(attribute === undefined ? item : getter(attribute)(item), truth(cased))
    return items(value).filter((item, i, all) => all.findIndex(other => equal(key(other), key(item))) === i)
  },
  min: (value, args, named) =>
    sorted(items(value), bound(args, named, "case_sensitive", "attribute")[1], false, false)[0],
  max: (value, args, named) =>
    sorted(items(value), bound(args, named, "case_sensitive", "attribute")[1], false, false).at(-1),
  sum(value, args, named) {
    const [attribute, start = 0] = bound(args, named, "attribute", "start")
    const parts = attribute === undefined || attribute === null ? items(value) : items(value).map(getter(attribute))
    return parts.reduce((total, part) => binary("Add", total, part), start)
  },
  groupby(value, args, named) {
    const [attribute, instead] = bound(args, named, "attribute", "default")
    const key = (item: unknown) => getter(attribute)(item) ?? instead
    const groups: { grouper: unknown; list: unknown[] }[] = []
    for (const item of sorted(items(value), attribute, false, false)) {
      const last = groups.at(-1)
      if (last && equal(last.grouper, key(item))) last.list.push(item)
      else groups.push({ grouper: key(item), list: [item] })
    }
    return groups.map(({ grouper, list }) => Object.assign([grouper, list], { grouper, list }))
  },
  batch(value, args, named) {
    const [size, fill] = bound(args, named, "linecount", "fill_with")
    const all = items(value)
    const rows = Array.from({ length: Math.ceil(all.length / Number(size)) }, (_, i) =>
      all.slice(i * Number(size), (i + 1) * Number(size)),
    )
    return rows.map(row =>
      fill === undefined ? row : [...row, ...Array<unknown>(Number(size) - row.length).fill(fill)],
    )
  },
  slice(value, args, named) {
    const [into, fill] = bound(args, named, "slices", "fill_with")
    const all = items(value)
    const [each, more] = [Math.floor(all.length / Number(into)), all.length % Number(into)]
    return Array.from({ length: Number(into) }, (_, i) => {
      const from = i * each + Math.min(i, more)
      const part = all.slice(from, from + each + (i < more ? 1 : 0))
      return fill !== undefined && i >= more && more > 0 ? [...part, fill] : part
    })
  },
  map(value, [name, ...args], named) {
    if (Object.hasOwn(named, "attribute"))
      return items(value).map(item => getter(named.attribute)(item) ?? named.default)
    return items(value).map(item => filter(text(name))(item, args, named))
  },
  select: (value, args) => items(value).filter(item => passes(item, args)),
  reject: (value, args) => items(value).filter(item => !passes(item, args)),
  selectattr: (value, [attribute, ...args]) => items(value).filter(item => passes(getter(attribute)(item), args)),
  rejectattr: (value, [attribute, ...args]) => items(value).filter(item => !passes(getter(attribute)(item), args)),
  abs: value => Math.abs(Number(value)),
  int(value, args, named) {
    const [instead = 0, base = 10] = bound(args, named, "default", "base")
    const whole =
      typeof value === "number"
        ? Math.trunc(value)
        : Number(base) === 10
          ? Math.trunc(Number(text(value).trim() || "x"))
          : Number.parseInt(text(value), Number(base))
    return Number.isFinite(whole) ? whole : typeof value === "boolean" ? Number(value) : instead
  },
  float(value, args, named) {
    const number = Number(text(value).trim() || "x")
    return Number.isFinite(number) ? number : (bound(args, named, "default")[0] ?? 0)
  },
  round(value, args, named) {
    const [digits = 0, how = "common"] = bound(args, named, "precision", "method")
    const by = 10 ** Number(digits)
    const round = how === "ceil" ? Math.ceil : how === "floor" ? Math.floor : Math.round
    const rounded = round(Number(value) * by) / by
    return Number.isInteger(rounded) && Number(digits) >= 0 ? rounded.toFixed(1) : rounded
  },
}

/** Every filter of Jinja by its name. */
const filters: Readonly<Record<string, Filter>> = { ...textFilters, ...listFilters }

export function hasFilter(name: string): boolean {
  return Object.hasOwn(filters, name)
}

export function filter(name: string): Filter {
  const found = hasFilter(name) ? filters[name] : undefined
  if (!found) throw new Error(`there is no filter named ${name}`)
  return found
}

function passes(value: unknown, [name, ...args]: readonly unknown[]): boolean {
  if (name === undefined) return truth(value)
  const check: Check | undefined = Object.hasOwn(tests, text(name)) ? tests[text(name)] : undefined
  if (!check) throw new Error(`there is no test named ${text(name)}`)
  return check(value, args)
}

/** `owner.name` or a number: a way into each item. */
function getter(attribute: unknown): (item: unknown) => unknown {
  if (typeof attribute === "number") return item => member(item, attribute)
  const path = text(attribute)
    .split(".")
    .map(part => (/^\d+$/.test(part) ? Number(part) : part))
  return item => path.reduce(member, item)
}

function sorted(list: readonly unknown[], attribute: unknown, cased: boolean, reverse: boolean): readonly unknown[] {
  const paths =
    attribute === undefined || attribute === null
      ? null
      : typeof attribute === "number"
        ? [attribute]
        : text(attribute).split(",")
  const key = (item: unknown) =>
    paths === null ? folded(item, cased) : paths.map(path => folded(getter(path)(item), cased))
  return [...list].sort((a, b) => (reverse ? -1 : 1) * compared(key(a), key(b)))
}

function folded(value: unknown, cased: boolean): unknown {
  return isText(value) && !cased ? text(value).toLowerCase() : value
}
