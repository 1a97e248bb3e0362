/** Selects rows by a list of ids with SQL of one's own, and from SQLite takes them as one JSON text. */
import type { Queryable } from "./db.ts"

type Raw = Record<string, unknown>

/**
 * `text` has the word `(ids)` where the list belongs, each time; `columns` are the names that it selects, none a blob.
 * In no particular order. On SQLite the driver takes three times as long to hand over an object a row, and as long again to
 * bind each id.
 */
export async function selectByIds(
  db: Queryable,
  columns: readonly string[],
  text: string,
  ids: readonly number[],
): Promise<readonly Raw[]> {
  const lists = text.split("(ids)").length - 1
  if (db.dialect === "sqlite3") {
    const select = text.replaceAll("(ids)", "(SELECT value FROM json_each(?))")
    const packed = `SELECT json_group_array(json_array(${columns.map(name => `"${name}"`).join(", ")})) AS packed FROM (${select})`
    const [row] = await db.q.raw(packed, Array(lists).fill(JSON.stringify(ids)))
    return unpacked(columns, row?.packed)
  }
  const marks = `(${ids.map(() => "?").join(", ")})`
  return db.q.from(db.q.raw(`(${text.replaceAll("(ids)", marks)}) AS selected`, Array(lists).fill(ids).flat()))
}

function unpacked(columns: readonly string[], text: unknown): readonly Raw[] {
  const rows = JSON.parse(String(text)) as readonly (readonly unknown[])[]
  return rows.map(values => {
    const row: Raw = {}
    for (const [at, name] of columns.entries()) row[name] = values[at]
    return row
  })
}
