/** JupyterHub's tables, column by column and constraint by constraint, against what JupyterHub 6.1.1 itself made (recorded beside this file). */
import { readFileSync } from "node:fs"
import t from "tap"
import { migrate } from "../../hub/db/migrate.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"
import { describeSchema, type Schema } from "../support/schema.ts"

const recorded: Record<string, Schema> = JSON.parse(
  readFileSync(new URL("jupyterhub-schema.json", import.meta.url), "utf8"),
)

t.test("the schema is JupyterHub's to the letter, but for indexes of ours", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    await migrate(db)
    const ours = Object.entries(await describeSchema(db)).filter(([name]) => !name.startsWith("carme_"))
    const theirs = recorded[db.dialect] ?? {}
    t.same(ours.map(([name]) => name).sort(), Object.keys(theirs).sort())
    for (const [name, lines] of ours)
      t.same(
        lines.filter(line => !line.includes("carme_ix_")),
        theirs[name],
        name,
      )
  })
})
