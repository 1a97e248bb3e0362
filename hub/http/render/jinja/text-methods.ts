/** The methods of Python's str. HTML stays HTML, and what comes into it is escaped. */
import { bound, type Named } from "./callable.ts"
import { Markup } from "./markup.ts"
import { like, partOf } from "./operators.ts"
import { isText, items, text } from "./python-value.ts"
import { formatBraces } from "./text-format.ts"

type Text = string | Markup
type Method = (self: Text, args: readonly unknown[], named: Named) => unknown

export const textMethods: Readonly<Record<string, Method>> = {
  lower: self => like(self, text(self).toLowerCase()),
  casefold: self => like(self, text(self).toLowerCase()),
  upper: self => like(self, text(self).toUpperCase()),
  capitalize: self => like(self, capitalized(text(self))),
  title: self => like(self, text(self).replace(/\p{L}+/gu, capitalized)),
  swapcase: self =>
    like(
      self,
      text(self).replace(/\p{L}/gu, c => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())),
    ),
  strip: (self, [chars]) => like(self, stripped(text(self), chars, true, true)),
  lstrip: (self, [chars]) => like(self, stripped(text(self), chars, true, false)),
  rstrip: (self, [chars]) => like(self, stripped(text(self), chars, false, true)),
  split(self, args, named) {
    const [separator, most = -1] = bound(args, named, "sep", "maxsplit")
    return split(text(self), separator, Number(most)).map(part => like(self, part))
  },
  rsplit(self, args, named) {
    const [separator, most = -1] = bound(args, named, "sep", "maxsplit")
    const parts = split(text(self), separator, -1)
    const keep = Number(most) < 0 ? 0 : Math.max(0, parts.length - Number(most) - 1)
    const glue = separator === undefined || separator === null ? " " : text(separator)
    return [...(keep > 0 ? [parts.slice(0, keep + 1).join(glue)] : parts.slice(0, 1)), ...parts.slice(keep + 1)].map(
      p => like(self, p),
    )
  },
  splitlines: self =>
    text(self)
      .split(/\r\n|[\r\n]/)
      .filter((line, i, all) => line !== "" || i < all.length - 1)
      .map(p => like(self, p)),
  partition: (self, [separator]) => around(self, text(self).indexOf(text(separator)), text(separator), false),
  rpartition: (self, [separator]) => around(self, text(self).lastIndexOf(text(separator)), text(separator), true),
  join: (self, [parts]) => {
    const list = items(parts)
    const html = self instanceof Markup || list.some(part => part instanceof Markup)
    const model: Text = html ? new Markup("") : ""
    return like(model, list.map(part => partOf(model, part)).join(partOf(model, self)))
  },
  replace(self, args, named) {
    const [old, by, count = -1] = bound(args, named, "old", "new", "count")
    const parts = split(text(self), old, Number(count))
    return like(self, parts.join(partOf(self, by)))
  },
  startswith: starts,
  endswith: (self, [end]) => some(end, part => text(self).endsWith(part)),
  removeprefix: (self, [start]) =>
    like(self, text(self).startsWith(text(start)) ? text(self).slice(text(start).length) : text(self)),
  removesuffix: (self, [end]) =>
    like(
      self,
      text(end) !== "" && text(self).endsWith(text(end)) ? text(self).slice(0, -text(end).length) : text(self),
    ),
  find: (self, [part]) => text(self).indexOf(text(part)),
  rfind: (self, [part]) => text(self).lastIndexOf(text(part)),
  index(self, [part]) {
    const at = text(self).indexOf(text(part))
    if (at < 0) throw new Error("substring not found")
    return at
  },
  count: (self, [part]) => text(self).split(text(part)).length - 1,
  format: (self, args, named) => formatBraces(self, args, named),
  zfill: (self, [width]) =>
    like(
      self,
      text(self).replace(/^([+-]?)(.*)$/s, (_, sign, rest) => sign + rest.padStart(Number(width) - sign.length, "0")),
    ),
  ljust: (self, [width, fill = " "]) => like(self, text(self).padEnd(Number(width), text(fill))),
  rjust: (self, [width, fill = " "]) => like(self, text(self).padStart(Number(width), text(fill))),
  center: (self, [width, fill = " "]) =>
    like(
      self,
      text(self)
        .padStart(Math.floor((Number(width) + text(self).length) / 2), text(fill))
        .padEnd(Number(width), text(fill)),
    ),
  isdigit: self => /^\d+$/.test(text(self)),
  isnumeric: self => /^\p{N}+$/u.test(text(self)),
  isalpha: self => /^\p{L}+$/u.test(text(self)),
  isalnum: self => /^[\p{L}\p{N}]+$/u.test(text(self)),
  isspace: self => /^\s+$/.test(text(self)),
  isupper: self => /\p{Lu}/u.test(text(self)) && !/\p{Ll}/u.test(text(self)),
  islower: self => /\p{Ll}/u.test(text(self)) && !/\p{Lu}/u.test(text(self)),
}

function starts(self: Text, [start]: readonly unknown[]): boolean {
  return some(start, part => text(self).startsWith(part))
}

function some(parts: unknown, test: (part: string) => boolean): boolean {
  return (isText(parts) ? [parts] : items(parts)).some(part => test(text(part)))
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}

function split(whole: string, separator: unknown, most: number): string[] {
  if (separator === undefined || separator === null) {
    const words = whole
      .trim()
      .split(/\s+/)
      .filter(word => word !== "")
    if (most < 0 || words.length <= most + 1) return words
    const rest = new RegExp(`^\\s*(?:\\S+\\s+){${most}}`).exec(whole)?.[0].length ?? 0
    return [...words.slice(0, most), whole.slice(rest)]
  }
  const by = text(separator)
  if (by === "") throw new Error("empty separator")
  const parts = whole.split(by)
  return most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(by)]
}

function stripped(whole: string, chars: unknown, left: boolean, right: boolean): string {
  const strip = chars === undefined || chars === null ? null : new Set(text(chars))
  const drop = (c: string | undefined) => c !== undefined && (strip === null ? /\s/.test(c) : strip.has(c))
  let [from, to] = [0, whole.length]
  while (left && from < to && drop(whole[from])) from += 1
  while (right && from < to && drop(whole[to - 1])) to -= 1
  return whole.slice(from, to)
}

function around(self: Text, at: number, separator: string, last: boolean): readonly Text[] {
  const whole = text(self)
  const parts =
    at < 0
      ? last
        ? ["", "", whole]
        : [whole, "", ""]
      : [whole.slice(0, at), separator, whole.slice(at + separator.length)]
  return parts.map(part => like(self, part))
}
