/** Turns a table as data into CREATE TABLE for each database, with constraints named as SQLAlchemy's convention names them. */
import type { Dialect, Queryable } from "./db.ts"

export interface Table {
  readonly name: string
  /** Column -> type of `types` below, with `not null` after it where it holds. In order. */
  readonly columns: Readonly<Record<string, string>>
  readonly primaryKey: readonly string[]
  /** Each a unique constraint of one column. */
  readonly unique?: readonly string[]
  /** Column -> [table, column, what happens when the other row goes]. */
  readonly references?: Readonly<Record<string, readonly [string, string, "CASCADE" | "SET NULL"]>>
  /** Each an index of these columns. */
  readonly indexes?: readonly (readonly string[])[]
  /** Name of the primary key where it breaks the convention. */
  readonly primaryKeyName?: string
}

/** Makes those of the tables that are not there. */
export async function createTables(db: Queryable, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    if (await db.q.schema.hasTable(table.name)) continue
    for (const statement of createTable(db.dialect, table)) await db.q.raw(statement)
  }
}

export async function dropTables(db: Queryable, tables: readonly Table[]): Promise<void> {
  for (const table of [...tables].reverse()) await db.q.schema.dropTableIfExists(table.name)
}

/** Columns, and indexes on them, of a table that is there already. */
export interface Addition {
  readonly table: string
  readonly columns: Readonly<Record<string, string>>
  readonly indexes?: readonly (readonly string[])[]
}

/** Those that are there already are left as they are: MySQL commits each statement, so that a crash may leave some. */
export async function addColumns(db: Queryable, { table, columns, indexes = [] }: Addition): Promise<void> {
  const quote = quoter(db.dialect)
  for (const [name, type] of Object.entries(columns)) {
    if (await db.q.schema.hasColumn(table, name)) continue
    await db.q.raw(`ALTER TABLE ${quote(table)} ADD COLUMN ${quote(name)} ${columnType(db.dialect, type)}`)
  }
  for (const index of indexes) await db.q.raw(createIndex(db.dialect, table, index)).catch(ignoreIfThere)
}

export async function dropColumns(db: Queryable, { table, columns, indexes = [] }: Addition): Promise<void> {
  const quote = quoter(db.dialect)
  const of = db.dialect === "mysql2" ? ` ON ${quote(table)}` : ""
  for (const index of indexes) await db.q.raw(`DROP INDEX ${quote(`ix_${table}_${index.join("_")}`)}${of}`)
  for (const name of Object.keys(columns)) await db.q.raw(`ALTER TABLE ${quote(table)} DROP COLUMN ${quote(name)}`)
}

/** Only MySQL gets here a second time: the others take back what a migration began with. */
function ignoreIfThere(error: { readonly code?: string }): void {
  if (error.code !== "ER_DUP_KEYNAME") throw error
}

export function createTable(dialect: Dialect, table: Table): readonly string[] {
  const quote = quoter(dialect)
  const list = (columns: readonly string[]) => columns.map(quote).join(", ")
  const lines = [
    ...Object.entries(table.columns).map(([name, type]) => `${quote(name)} ${columnType(dialect, type)}`),
    `CONSTRAINT ${quote(table.primaryKeyName ?? `pk_${table.name}`)} PRIMARY KEY (${list(table.primaryKey)})`,
    ...(table.unique ?? []).map(c => `CONSTRAINT ${quote(`uq_${table.name}_${c}`)} UNIQUE (${quote(c)})`),
    ...Object.entries(table.references ?? {}).map(
      ([column, [other, key, action]]) =>
        `CONSTRAINT ${quote(`fk_${table.name}_${column}_${other}`)} FOREIGN KEY (${quote(column)}) REFERENCES ${quote(other)} (${quote(key)}) ON DELETE ${action}`,
    ),
  ]
  // utf8mb4 keys of 255 characters need it on old MySQL, and JupyterHub asks for it on all.
  const rowFormat = dialect === "mysql2" && table.name !== "alembic_version" ? " ROW_FORMAT=DYNAMIC" : ""
  return [
    `CREATE TABLE ${quote(table.name)} (${lines.join(", ")})${rowFormat}`,
    ...(table.indexes ?? []).map(columns => createIndex(dialect, table.name, columns)),
  ]
}

function createIndex(dialect: Dialect, table: string, columns: readonly string[]): string {
  const quote = quoter(dialect)
  return `CREATE INDEX ${quote(`ix_${table}_${columns.join("_")}`)} ON ${quote(table)} (${columns.map(quote).join(", ")})`
}

export function columnType(dialect: Dialect, type: string): string {
  const [name = "", ...rest] = type.split(" ")
  const known = types[name]?.[dialect] ?? name
  return [known, ...rest].join(" ").toUpperCase()
}

export function quoter(dialect: Dialect): (name: string) => string {
  return dialect === "mysql2" ? name => `\`${name}\`` : name => `"${name}"`
}

/** `datetime` is JupyterHub's (whole seconds on MySQL), `moment` ours. */
const types: Readonly<Record<string, Readonly<Record<Dialect, string>>>> = {
  serial: { sqlite3: "INTEGER NOT NULL", pg: "SERIAL NOT NULL", mysql2: "INTEGER NOT NULL AUTO_INCREMENT" },
  bool: { sqlite3: "BOOLEAN", pg: "BOOLEAN", mysql2: "BOOL" },
  int: { sqlite3: "INTEGER", pg: "INTEGER", mysql2: "INTEGER" },
  datetime: { sqlite3: "DATETIME", pg: "TIMESTAMP WITHOUT TIME ZONE", mysql2: "DATETIME" },
  moment: { sqlite3: "DATETIME", pg: "TIMESTAMP WITHOUT TIME ZONE", mysql2: "DATETIME(6)" },
  blob: { sqlite3: "BLOB", pg: "BYTEA", mysql2: "BLOB" },
  longtext: { sqlite3: "TEXT", pg: "TEXT", mysql2: "MEDIUMTEXT" },
}
