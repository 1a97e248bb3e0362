/** One row of the options table, and the constructors that rows are written with. */
import type { PyRef } from "../plugin/context.ts"
import type { Keys } from "./keys.ts"
import type { Kind } from "./kind.ts"
import * as kinds from "./kinds.ts"

export interface Option<T> {
  readonly kind: Kind<T>
  readonly default: T
  /** The default as a file would say it, where that is not how the hub holds it. */
  readonly written: unknown
  /** For people, one or two lines. */
  readonly help: string
  /** For a dict of another program's arguments; those that have no effect are told when the site sets them. */
  readonly keys: Keys | null
  /** How carme-hub does what the trait is for where that is another way than JupyterHub's; told when the site sets it. */
  readonly differs: string | null
  /** What of this very value has no effect, and what to do; told when the site sets it. */
  readonly caveat: ((value: T) => string | null) | null
  /** Never shown: replaced in --show-config and in logs. */
  readonly secret: boolean
  /** What to use instead, for a trait that JupyterHub has deprecated. */
  readonly deprecated: string | null
}

export interface Row<T> {
  readonly help: string
  readonly default?: T
  readonly written?: unknown
  readonly keys?: Keys
  readonly differs?: string
  readonly caveat?: (value: T) => string | null
  readonly secret?: boolean
  readonly deprecated?: string
}

const option =
  <T>(kind: Kind<T>, empty: T) =>
  (row: Row<T>): Option<T> => ({
    kind,
    default: row.default === undefined ? empty : row.default,
    written: row.written ?? (row.default === undefined ? empty : row.default),
    help: row.help,
    keys: row.keys ?? null,
    differs: row.differs ?? null,
    caveat: row.caveat ?? null,
    secret: row.secret ?? false,
    deprecated: row.deprecated ?? null,
  })

export const str = option(kinds.text, "")
export const int = option(kinds.integer, 0)
export const float = option(kinds.float, 0)
export const bool = option(kinds.boolean, false)
export const strList = option(kinds.listOf(kinds.text), [])
export const anyList = option(kinds.listOf(kinds.anything), [])
export const dictList = option(kinds.listOf(kinds.dict), [])
/** A set of names in Python; a list without order or repeats here. */
export const strSet = option(kinds.listOf(kinds.text), [])
export const dict = option(kinds.dict, {})
export const strDict = option(kinds.dictOf(kinds.text), {})
export const strListDict = option(kinds.dictOf(kinds.listOf(kinds.text)), {})
/** An argv; a plain string is a program without arguments, as in JupyterHub. */
export const command = option(kinds.command, [])
/** An argv; a plain string is split as a shell would. */
export const words = option(kinds.words, [])
/** Bytes; `2G` and the like in the file. */
export const memory = option(kinds.memory, 0)
/** A Python function, or null. */
export const callable = option<PyRef | null>(kinds.nullable(kinds.callable), null)
/** Secrets, each as bytes or as text. */
export const secretList = option<readonly (string | Buffer)[]>(kinds.listOf(kinds.secretBytes), [])
/** Raw bytes, or their hexadecimal text. */
export const bytes = option<Buffer | null>(kinds.nullable(kinds.bytes), null)
/** A class by its short or dotted name; the loader puts our own name of it in its place. */
export const classRef = option(kinds.text, "")

export function choice<const V extends string>(values: readonly [V, ...V[]], row: Row<V>): Option<V> {
  return option<V>(kinds.choice(values), values[0])(row)
}

/** A kind written for one trait. */
export function custom<T>(kind: Kind<T>, row: NoInfer<Row<T> & { readonly default: T }>): Option<T> {
  return option<T>(kind, row.default)(row)
}

/** The same, and None is allowed: the default unless `row` gives one. */
export function nullable<T>(base: (row: Row<T>) => Option<T>, row: Row<T | null>): Option<T | null> {
  const { kind } = base({ help: row.help })
  return option<T | null>(kinds.nullable(kind), null)(row)
}

/** The same, or a Python function that the hub calls for the value. */
export function callableOr<T>(base: (row: Row<T>) => Option<T>, row: Row<T | PyRef>): Option<T | PyRef> {
  const { kind, default: empty } = base({ help: row.help })
  return option<T | PyRef>(kinds.either(kind, kinds.callable), empty)(row)
}

/** The same, or a Python function, or None. */
export function hookOr<T>(base: (row: Row<T>) => Option<T>, row: Row<T | PyRef | null>): Option<T | PyRef | null> {
  return nullable<T | PyRef>(inner => callableOr(base, inner), row)
}
