/** The kinds of traits, as traitlets checks them and as it reads them from a command line. */
import type { PyRef } from "../plugin/context.ts"
import { type Kind, WrongType } from "./kind.ts"
import { pythonLiteral } from "./python-literal.ts"
import { shellWords } from "./shell-words.ts"

export const anything: Kind<unknown> = { label: "any value", parse: value => value, fromText: literalOrText }

export const text: Kind<string> = {
  label: "a string",
  parse: value => (typeof value === "string" ? value : wrong("a string", value)),
  fromText: unquote,
}

export const integer: Kind<number> = {
  label: "an integer",
  parse: value => (typeof value === "number" && Number.isInteger(value) ? value : wrong("an integer", value)),
  fromText: number,
}

export const float: Kind<number> = {
  label: "a number",
  parse: value => (typeof value === "number" && !Number.isNaN(value) ? value : wrong("a number", value)),
  fromText: number,
}

export const boolean: Kind<boolean> = {
  label: "True or False",
  parse: value => (typeof value === "boolean" ? value : wrong("True or False", value)),
  fromText(text) {
    const lower = text.toLowerCase()
    if (["true", "1"].includes(lower)) return true
    if (["false", "0"].includes(lower)) return false
    return text
  },
}

export const userId: Kind<number> = {
  label: "a user id",
  parse(value) {
    const id = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value
    return typeof id === "number" && Number.isInteger(id) && id >= 0 ? id : wrong("a user id", value)
  },
  fromText: number,
}

/** Python's tuple of two: the smaller first, none below 0. */
export const range: Kind<readonly [number, number]> = {
  label: "two integers, the smaller first",
  parse(value) {
    const [low, high, ...more] = Array.isArray(value) ? value : []
    const right = Number.isInteger(low) && Number.isInteger(high) && low >= 0 && low <= high && more.length === 0
    return right ? [low, high] : wrong(range.label, value)
  },
  fromText: literalOrText,
}

export const callable: Kind<PyRef> = {
  label: "a Python function",
  parse: value => (isRef(value) ? value : wrong("a Python function", value)),
  fromText: text => text,
}

export const bytes: Kind<Buffer> = {
  label: "bytes or hexadecimal text",
  parse(value) {
    if (value instanceof Uint8Array) return Buffer.from(value)
    if (typeof value === "string" && /^(?:[0-9a-fA-F]{2})+$/.test(value)) return Buffer.from(value, "hex")
    // The value may be a secret: the message must not repeat it.
    throw new WrongType("", "must be bytes, or an even number of hexadecimal digits")
  },
  fromText: text => text,
}

/** A secret that is written as bytes or as text. */
export const secretBytes: Kind<string | Buffer> = {
  label: "bytes or a string",
  parse(value) {
    if (value instanceof Uint8Array) return Buffer.from(value)
    if (typeof value === "string") return value
    throw new WrongType("", "must be bytes or a string")
  },
  fromText: text => text,
}

export const dict: Kind<Readonly<Record<string, unknown>>> = dictOf(anything)

/** One string is one word: JupyterHub does not split it. */
export const command: Kind<readonly string[]> = {
  label: "a string or a list of strings",
  parse: value => (typeof value === "string" ? [value] : listOf(text).parse(value)),
  fromText: text => (text.trim().startsWith("[") ? pythonLiteral(text) : text),
}

export const words: Kind<readonly string[]> = {
  label: "a string or a list of strings",
  parse: value => (typeof value === "string" ? shellWords(value) : listOf(text).parse(value)),
  fromText: text => (text.trim().startsWith("[") ? pythonLiteral(text) : text),
}

const suffixes: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

export const memory: Kind<number> = {
  label: "a number of bytes, or a number with the suffix K, M, G or T",
  parse(value) {
    if (typeof value === "number" && value >= 0) return Math.trunc(value)
    const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)([KMGT])$/.exec(value) : null
    if (!match) return wrong(memory.label, value)
    return Math.trunc(Number(match[1]) * (suffixes[match[2] ?? ""] ?? 1))
  },
  fromText: text => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text),
}

export function choice<const V extends string>(values: readonly V[]): Kind<V> {
  const label = `one of ${values.map(v => `"${v}"`).join(", ")}`
  return {
    label,
    parse: value => values.find(v => v === value) ?? wrong(label, value),
    fromText: unquote,
  }
}

export function listOf<T>(item: Kind<T>): Kind<readonly T[]> {
  const label = item === anything ? "a list" : `a list, each ${item.label}`
  return {
    label,
    parse: value =>
      Array.isArray(value) ? value.map((v, i) => at(String(i), () => item.parse(v))) : wrong(label, value),
    // `--x=a` is a list of one; `--x="['a','b']"` a Python list.
    fromText: text => (/^\s*[[({]/.test(text) ? pythonLiteral(text) : [item.fromText(text)]),
  }
}

export function dictOf<T>(item: Kind<T>): Kind<Readonly<Record<string, T>>> {
  const label = item === anything ? "a dict" : `a dict with values that are each ${item.label}`
  return {
    label,
    parse: value =>
      isPlainDict(value)
        ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, at(k, () => item.parse(v))]))
        : wrong(label, value),
    // `--x=key=value` sets one key; `--x="{'a': 1}"` is a Python dict.
    fromText(text) {
      if (/^\s*\{/.test(text)) return pythonLiteral(text)
      const equals = text.indexOf("=")
      return equals > 0 ? { [text.slice(0, equals)]: item.fromText(text.slice(equals + 1)) } : text
    },
  }
}

export function nullable<T>(kind: Kind<T>): Kind<T | null> {
  return {
    label: `${kind.label}, or None`,
    parse: value => (value === null || value === undefined ? null : kind.parse(value)),
    fromText: text => (text === "None" ? null : kind.fromText(text)),
  }
}

export function either<A, B>(first: Kind<A>, second: Kind<B>): Kind<A | B> {
  const label = `${first.label}, or ${second.label}`
  return {
    label,
    parse: value => (isRef(value) ? second.parse(value) : first.parse(value)),
    fromText: first.fromText,
  }
}

/** Adds the key to the path of a WrongType from within. */
export function at<T>(key: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof WrongType)) throw error
    throw new WrongType("", error.message, [key, ...error.path])
  }
}

export function isRef(value: unknown): value is PyRef {
  return typeof value === "object" && value !== null && "__py__" in value
}

export function isPlainDict(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !isRef(value) &&
    !(value instanceof Uint8Array)
  )
}

function wrong(expected: string, got: unknown): never {
  throw new WrongType(expected, got)
}

function number(text: string): unknown {
  return /^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text.replaceAll("_", "")) : text
}

function unquote(text: string): string {
  return /^(['"])(.*)\1$/s.exec(text)?.[2] ?? text
}

function literalOrText(text: string): unknown {
  try {
    return pythonLiteral(text)
  } catch {
    return text
  }
}
