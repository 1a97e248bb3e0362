/** The configured database is opened, or the start ends with its reason. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { openDatabase } from "../../hub/db/open.ts"
import { Fault } from "../../hub/plugin/errors.ts"
import { testConfig } from "../support/config.ts"

t.test("the default is a SQLite file where the hub was started", async t => {
  const folder = t.testdir()
  const db = await openDatabase(await testConfig(folder))
  t.equal(db.dialect, "sqlite3")
  await db.close()
  t.ok(existsSync(join(folder, "jupyterhub.sqlite")))
})

t.test("a server that is away ends the start", async t => {
  const config = await testConfig(t.testdir(), {
    "JupyterHub.db_url": "postgresql://hub:geheim@127.0.0.1:1/hub",
    "JupyterHub.db_kwargs": { pool_size: 2, pool_timeout: 2, pool_recycle: 60, connect_args: { connect_timeout: 1 } },
  })
  const error = await openDatabase(config).catch(e => e)
  t.ok(error instanceof Fault)
  t.match(error.detail.why, /PostgreSQL database hub at 127\.0\.0\.1:1/, "for the terminal and the log")
  t.notMatch(JSON.stringify(error.detail), /geheim/)
})
