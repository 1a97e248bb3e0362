/** Jinja's filters that make text. */
import { bound, type Named } from "./callable.ts"
import { escapeHtml, Markup } from "./markup.ts"
import { like, partOf } from "./operators.ts"
import { isDict, isText, items, repr, shown, text, truth } from "./python-value.ts"
import { formatPercent } from "./text-format.ts"
import { textMethods } from "./text-methods.ts"

export type Filter = (value: unknown, args: readonly unknown[], named: Named) => unknown

const method =
  (name: string): Filter =>
  (value, args, named) =>
    textMethods[name]?.(isText(value) ? value : text(value), args, named)
const model = (value: unknown): string | Markup => (isText(value) ? value : text(value))
const escape: Filter = value => (value instanceof Markup ? value : new Markup(shown(value)))

export const textFilters: Readonly<Record<string, Filter>> = {
  safe: value => (value instanceof Markup ? value : new Markup(text(value))),
  escape,
  e: escape,
  forceescape: value => new Markup(escapeHtml(text(value))),
  string: value => (value instanceof Markup ? value : text(value)),
  upper: method("upper"),
  lower: method("lower"),
  capitalize: method("capitalize"),
  title: value =>
    like(
      model(value),
      text(value).replace(/[^\s\-([{<]+/g, w => w.charAt(0).toUpperCase() + w.slice(1).toLowerCase()),
    ),
  trim: (value, args, named) => textMethods.strip?.(model(value), bound(args, named, "chars"), {}),
  replace(value, args, named) {
    const [old, by, count = null] = bound(args, named, "old", "new", "count")
    const self = by instanceof Markup && !(value instanceof Markup) ? new Markup(shown(value)) : model(value)
    return textMethods.replace?.(self, count === null ? [old, by] : [old, by, count], {})
  },
  format: (value, args, named) => formatPercent(model(value), args.length > 0 ? args : named),
  center: (value, args, named) => textMethods.center?.(model(value), [bound(args, named, "width")[0] ?? 80], {}),
  indent(value, args, named) {
    const [width = 4, first = false, blank = false] = bound(args, named, "width", "first", "blank")
    const by = isText(width) ? text(width) : " ".repeat(Number(width))
    const lines = text(value).split("\n")
    return like(
      model(value),
      lines.map((line, i) => ((i > 0 || truth(first)) && (line !== "" || truth(blank)) ? by + line : line)).join("\n"),
    )
  },
  truncate(value, args, named) {
    const [length = 255, kill = false, end = "...", leeway = 5] = bound(
      args,
      named,
      "length",
      "killwords",
      "end",
      "leeway",
    )
    const whole = text(value)
    if (whole.length <= Number(length) + Number(leeway)) return value
    const cut = whole.slice(0, Number(length) - text(end).length)
    return like(model(value), (truth(kill) ? cut : cut.replace(/\s+\S*$/, "")) + text(end))
  },
  wordcount: value => (text(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
  wordwrap(value, args, named) {
    const [width = 79] = bound(args, named, "width")
    const wrap = (line: string) =>
      line.replace(new RegExp(`(?=\\S)(.{1,${Number(width)}})(?:\\s+|$)`, "g"), "$1\n").replace(/\n$/, "")
    return like(model(value), text(value).split("\n").map(wrap).join("\n"))
  },
  striptags: value =>
    text(value)
      .replace(/<!--.*?-->|<[^>]*>/gs, "")
      .split(/\s+/)
      .filter(Boolean)
      .join(" "),
  urlencode(value) {
    if (isText(value)) return quoted(text(value)).replaceAll("%2F", "/")
    const pairs = isDict(value) ? Object.entries(value) : (items(value) as readonly (readonly unknown[])[])
    const plus = (part: unknown) => quoted(text(part)).replaceAll("%20", "+")
    return pairs.map(([key, item]) => `${plus(key)}=${plus(item)}`).join("&")
  },
  urlize: value =>
    new Markup(
      shown(value).replace(
        /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g,
        url => `<a href="${url}" rel="noopener">${url}</a>`,
      ),
    ),
  tojson: (value, args, named) => new Markup(json(value, bound(args, named, "indent")[0])),
  pprint: value => repr(value),
  filesizeformat(value, args, named) {
    const binary = truth(bound(args, named, "binary")[0])
    const base = binary ? 1024 : 1000
    const size = Number(text(value))
    if (size < base) return size === 1 ? "1 Byte" : `${Math.trunc(size)} Bytes`
    const step = Math.min(Math.floor(Math.log(size) / Math.log(base)), 8)
    return `${(size / base ** step).toFixed(1)} ${"kMGTPEZY".charAt(step - 1).replace("k", binary ? "K" : "k")}${binary ? "iB" : "B"}`
  },
  xmlattr(value) {
    const pairs = Object.entries(isDict(value) ? value : {}).filter(([, item]) => item !== undefined && item !== null)
    if (pairs.some(([key]) => /[\s/>=]/.test(key)))
      throw new Error("the name of an attribute holds a character that it cannot")
    return new Markup(pairs.map(([key, item]) => ` ${escapeHtml(key)}="${partOf(new Markup(""), item)}"`).join(""))
  },
}

function quoted(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** JSON that may stand in HTML and in a script: none of its characters ends either. */
function json(value: unknown, indent: unknown): string {
  const plain = (item: unknown): unknown => {
    if (item instanceof Markup) return item.html
    if (item instanceof Date) return item.toISOString()
    if (Array.isArray(item)) return item.map(plain)
    if (isDict(item)) {
      const sorted = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))
      return Object.fromEntries(sorted.map(([key, inner]) => [key, plain(inner)]))
    }
    return item ?? null
  }
  const spaced =
    typeof indent === "number" ? JSON.stringify(plain(value), null, indent) : spaces(JSON.stringify(plain(value)))
  return spaced.replace(/[<>&'\u007f-\uffff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

/** Python puts a blank after each comma and colon. */
function spaces(compact: string): string {
  return compact.replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (all, _quoted: string | undefined, sign: string | undefined) =>
    sign ? `${sign} ` : all,
  )
}
