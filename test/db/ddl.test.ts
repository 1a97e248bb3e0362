/** CREATE TABLE for each database. */
import t from "tap"
import { columnType, createTable, type Table } from "../../hub/db/ddl.ts"

const table: Table = {
  name: "things",
  columns: { id: "serial", owner: "int not null", at: "moment", name: "varchar(10)" },
  primaryKey: ["id"],
  unique: ["name"],
  references: { owner: ["users", "id", "SET NULL"] },
  indexes: [["owner", "at"]],
}

t.test("names follow the convention, types the database", async t => {
  t.same(createTable("pg", table), [
    'CREATE TABLE "things" ("id" SERIAL NOT NULL, "owner" INTEGER NOT NULL, "at" TIMESTAMP WITHOUT TIME ZONE, "name" VARCHAR(10), CONSTRAINT "pk_things" PRIMARY KEY ("id"), CONSTRAINT "uq_things_name" UNIQUE ("name"), CONSTRAINT "fk_things_owner_users" FOREIGN KEY ("owner") REFERENCES "users" ("id") ON DELETE SET NULL)',
    'CREATE INDEX "ix_things_owner_at" ON "things" ("owner", "at")',
  ])
  t.match(
    createTable("mysql2", table)[0],
    /^CREATE TABLE `things` \(`id` INTEGER NOT NULL AUTO_INCREMENT, .* ROW_FORMAT=DYNAMIC$/,
  )
  t.equal(columnType("sqlite3", "bool not null"), "BOOLEAN NOT NULL")
  t.equal(columnType("mysql2", "moment"), "DATETIME(6)")
})
