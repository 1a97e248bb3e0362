/** Reads and writes the rows of one table: what each column holds is said once, as data. */
import { fromJson, fromJsonList, toBoundedJson, toJson, toJsonOrNull } from "./json.ts"
import { fromColumnOrNull, toColumn } from "./times.ts"

/** `plain` is a number or text as the driver has it. */
export type Kind =
  | "plain"
  | "text" // NULL reads as ""
  | "bool" // NULL reads as false
  | "boolOrNull"
  | "time" // NULL, as very old rows have it, reads as 1970
  | "timeOrNull"
  | "json" // NULL stays null
  | "object" // NULL reads as {}
  | "boundedJson" // as json and object, of what people, programs and plugins say: refused where it is too much
  | "boundedObject"
  | "list" // NULL reads as []
  | "listOrNull"
  | "blob"

interface Codec<Row> {
  readonly table: string
  /** Qualified by the table, for selects with joins. */
  readonly columns: readonly string[]
  /** The same under names that tell two joined tables apart: `users.id as users__id`. */
  readonly aliased: readonly string[]
  read(raw: Readonly<Record<string, unknown>>): Row
  /** null when an outer join found nothing. */
  readAliased(raw: Readonly<Record<string, unknown>>): Row | null
  write(patch: Partial<Row>): Record<string, unknown>
}

export function codec<Row>(table: string, kinds: Readonly<Record<keyof Row & string, Kind>>): Codec<Row> {
  const entries = Object.entries(kinds) as [keyof Row & string, Kind][]
  const read = (raw: Readonly<Record<string, unknown>>, prefix: string) => {
    const row: Record<string, unknown> = {}
    for (const [name, kind] of entries) row[name] = readers[kind](raw[prefix + name])
    return row as Row
  }
  return {
    table,
    columns: entries.map(([name]) => `${table}.${name}`),
    aliased: entries.map(([name]) => `${table}.${name} as ${table}__${name}`),
    read: raw => read(raw, ""),
    readAliased: raw => (raw[`${table}__id`] === null ? null : read(raw, `${table}__`)),
    write(patch) {
      const columns: Record<string, unknown> = {}
      for (const [name, kind] of entries) if (patch[name] !== undefined) columns[name] = write(name, kind, patch[name])
      return columns
    },
  }
}

const asIs = (value: unknown) => value ?? null

const readers: Readonly<Record<Kind, (value: unknown) => unknown>> = {
  plain: asIs,
  text: value => value ?? "",
  bool: Boolean,
  boolOrNull: value => (value === null || value === undefined ? null : Boolean(value)),
  time: value => fromColumnOrNull(value) ?? new Date(0),
  timeOrNull: fromColumnOrNull,
  json: fromJson,
  object: value => fromJson(value) ?? {},
  boundedJson: fromJson,
  boundedObject: value => fromJson(value) ?? {},
  list: fromJsonList,
  listOrNull: value => (value === null || value === undefined ? null : fromJsonList(value)),
  blob: asIs,
}

function write(name: string, kind: Kind, value: unknown): unknown {
  if (value === null) return null
  if (kind === "time" || kind === "timeOrNull") return toColumn(value as Date)
  if (kind === "json" || kind === "listOrNull") return toJsonOrNull(value as never)
  if (kind === "boundedJson" || kind === "boundedObject") return toBoundedJson(name, value as never)
  if (kind === "object" || kind === "list") return toJson(value as never)
  return value
}
