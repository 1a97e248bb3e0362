/** What `JupyterHub.reset_db` deletes, and what it leaves. */
import { existsSync, readdirSync } from "node:fs"
import t from "tap"
import { connect } from "../../hub/db/connect.ts"
import { migrate } from "../../hub/db/migrate.ts"
import { resetDatabase } from "../../hub/db/reset.ts"
import { parseDatabaseUrl } from "../../hub/db/url.ts"
import { findUserByName, insertUsers } from "../../hub/db/users.ts"
import { createLog } from "../../hub/observe/log.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"
import { noon, user } from "../support/rows.ts"
import { describeSchema } from "../support/schema.ts"

function recorded() {
  const lines: string[] = []
  return { log: createLog("info", { write: line => void lines.push(line) }), logged: () => lines.join("") }
}

t.test("all that a hub keeps is gone, and what else is in the database stays", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    const { log, logged } = recorded()
    await resetDatabase(db, noon, log)
    t.equal(logged(), "", "an empty one has nothing to lose")
    await migrate(db)
    const [ada] = await insertUsers(db, [user({ name: "ada" })])
    await db
      .q("api_tokens")
      .insert({ user_id: ada?.id, hashed: "h", prefix: "p", created: "2026-01-01 00:00:00.000000" })
    await db.q("groups").insert({ name: "g" })
    await db.q.schema.createTable("sites_own", table => table.integer("n"))
    await db.q("sites_own").insert({ n: 7 })
    await resetDatabase(db, noon, log)
    t.match(logged(), /reset_db is set: deleting 1 users, 1 groups, 1 tokens, 0 shares, no running server and all else/)
    t.same(Object.keys(await describeSchema(db)), ["sites_own"])
    t.match(await db.q("sites_own").first(), { n: 7 })
    await migrate(db)
    t.equal(await findUserByName(db, "ada"), null, "and a new one works")
    await insertUsers(db, [user({ name: "bob" })])
    if (db.dialect !== "sqlite3") {
      t.match(logged(), /There is no copy: restore it from a backup/)
      return
    }
    const file = /as it was is in (\S+)\./.exec(logged())?.[1] ?? ""
    t.ok(existsSync(file), file)
    const copy = connect(parseDatabaseUrl(`sqlite:///${file}`, "/"))
    t.teardown(() => copy.close())
    t.match(await findUserByName(copy, "ada"), { name: "ada" })
  })
})

t.test("a database of another program is left alone", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    const { log, logged } = recorded()
    await db.q.schema.createTable("users", table => table.text("name"))
    await resetDatabase(db, noon, log)
    await db.q.schema.createTable("alembic_version", table => table.text("version_num"))
    await db.q("alembic_version").insert({ version_num: "0123456789ab" })
    await t.rejects(resetDatabase(db, noon, log), { status: 409, message: /deletes nothing here: .* 0123456789ab/ })
    t.same(Object.keys(await describeSchema(db)).sort(), ["alembic_version", "users"])
    t.equal(logged(), "")
    if (db.dialect === "sqlite3") t.notMatch(readdirSync(t.testdirName).join(), /sqlite\./, "no copy either")
  })
})
