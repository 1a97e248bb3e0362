/** Rows in and out of a table, each kind of column. */
import t from "tap"
import { codec } from "../../hub/db/codec.ts"

interface Row {
  readonly id: number
  readonly name: string
  readonly on: boolean
  readonly maybe: boolean | null
  readonly at: Date | null
  readonly options: { readonly [key: string]: number } | null
  readonly data: { readonly [key: string]: number }
  readonly list: readonly string[]
  readonly some: readonly string[] | null
}

const rows = codec<Row>("things", {
  id: "plain",
  name: "text",
  on: "bool",
  maybe: "boolOrNull",
  at: "timeOrNull",
  options: "json",
  data: "object",
  list: "list",
  some: "listOrNull",
})

t.test("NULL reads as what the kind says", async t => {
  const raw = { id: 1, name: null, on: null, maybe: null, at: null, options: null, data: null, list: null, some: null }
  t.strictSame(rows.read(raw), {
    id: 1,
    name: "",
    on: false,
    maybe: null,
    at: null,
    options: null,
    data: {},
    list: [],
    some: null,
  })
})

t.test("what is written reads back", async t => {
  const row: Row = {
    id: 2,
    name: "n",
    on: true,
    maybe: false,
    at: new Date("2026-01-02T03:04:05.006Z"),
    options: { a: 1 },
    data: { b: 2 },
    list: ["x"],
    some: ["y"],
  }
  const written = rows.write(row)
  t.equal(written.at, "2026-01-02 03:04:05.006000")
  t.equal(written.options, '{"a": 1}')
  t.strictSame(rows.read(written), row)
})

t.test("a patch writes what it names: null too, undefined not", async t => {
  t.strictSame(rows.write({ name: "x", maybe: null, some: null }), { name: "x", maybe: null, some: null })
  t.strictSame(rows.write({}), {})
})

t.test("joined tables are told apart, and an outer join without a match is null", async t => {
  t.ok(rows.aliased.includes("things.id as things__id"))
  t.equal(rows.readAliased({ things__id: null }), null)
  t.match(rows.readAliased({ things__id: 3, things__name: "j" }), { id: 3, name: "j" })
})
