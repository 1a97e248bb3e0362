/** A database's schema as comparable text: table -> its columns in order, then its constraints and indexes. */
import type { Db } from "../../hub/db/db.ts"

export type Schema = Record<string, readonly string[]>

export async function describeSchema(db: Db): Promise<Schema> {
  if (db.dialect === "sqlite3") return sqlite(db)
  return db.dialect === "pg" ? postgres(db) : mysql(db)
}

async function sqlite(db: Db): Promise<Schema> {
  const rows: { tbl_name: string; type: string; sql: string }[] = await db
    .q("sqlite_master")
    .whereNotNull("sql")
    .whereNot("tbl_name", "like", "sqlite_%")
    .orderBy(["type", "name"])
    .select()
  return group(
    rows.flatMap(row =>
      (row.type === "table" ? constraintsSorted(body(row.sql)) : [row.sql]).map(line => ({
        table: row.tbl_name,
        line: plain(line),
      })),
    ),
  )
}

async function postgres(db: Db): Promise<Schema> {
  const columns = await db
    .q("information_schema.columns")
    .where("table_schema", "public")
    .orderBy(["table_name", "ordinal_position"])
    .select("table_name", "column_name", "data_type", "character_maximum_length", "is_nullable", "column_default")
  const constraints = await db.q.raw(
    "SELECT conrelid::regclass::text AS t, conname, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace ORDER BY conname",
  )
  const indexes = await db
    .q("pg_indexes")
    .where("schemaname", "public")
    .where("indexname", "like", "ix_%")
    .orderBy("indexname")
  return group([
    ...columns.map(c => ({
      table: c.table_name,
      line: plain(
        `${c.column_name} ${c.data_type}(${c.character_maximum_length ?? ""}) null=${c.is_nullable} default=${c.column_default ?? ""}`,
      ),
    })),
    ...constraints.rows.map((c: Record<string, string>) => ({
      table: plain(c.t ?? ""),
      line: plain(`${c.conname} ${c.def}`),
    })),
    ...indexes.map(i => ({ table: i.tablename, line: plain(i.indexdef) })),
  ])
}

async function mysql(db: Db): Promise<Schema> {
  const [tables] = await db.q.raw("SHOW TABLES")
  const lines: { table: string; line: string }[] = []
  for (const row of tables) {
    const table = String(Object.values(row)[0])
    const [[create]] = await db.q.raw("SHOW CREATE TABLE ??", [table])
    const text = String(create["Create Table"])
    const options = /ROW_FORMAT=\w+/.exec(text)?.[0] ?? "no row format"
    lines.push(...body(text).map(line => ({ table, line: plain(line) })), { table, line: options })
  }
  return group(lines)
}

/** The lines between the outermost parentheses, split at top-level commas. */
function body(sql: string): string[] {
  const inner = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"))
  const parts: string[] = []
  let depth = 0
  let part = ""
  for (const c of inner) {
    if (c === "(") depth++
    if (c === ")") depth--
    if (c === "," && depth === 0) {
      parts.push(part)
      part = ""
    } else part += c
  }
  return [...parts, part]
}

function constraintsSorted(lines: readonly string[]): string[] {
  const isConstraint = (line: string) => line.trim().startsWith("CONSTRAINT")
  return [...lines.filter(line => !isConstraint(line)), ...lines.filter(isConstraint).map(plain).sort()]
}

/** Quotes and spaces do not matter. */
function plain(text: string): string {
  return text
    .replace(/[`"]/g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?\( ?/g, "(")
    .replace(/ \)/g, ")")
    .trim()
}

function group(lines: readonly { table: string; line: string }[]): Schema {
  const schema: Record<string, string[]> = {}
  for (const { table, line } of lines) {
    const known = schema[table] ?? []
    known.push(line)
    schema[table] = known
  }
  return schema
}
