/** Where servers are reached: rows that may go before what points at them. */
import t from "tap"
import { deleteServers, findServersByIds, insertServer, updateServer } from "../../hub/db/servers.ts"
import { forEachDatabase } from "../support/databases.ts"

t.test("made, changed, found, deleted", async t => {
  await forEachDatabase(t, async (t, db) => {
    const row = { proto: "http", ip: "10.0.0.1", port: 8888, base_url: "/user/a/", cookie_name: "cookie" }
    const made = await insertServer(db, row)
    await updateServer(db, made.id, { ip: "10.0.0.2" })
    await updateServer(db, made.id, {})
    t.same(await findServersByIds(db, [made.id, 99]), [{ ...row, id: made.id, ip: "10.0.0.2" }])
    await deleteServers(db, [made.id])
    t.same(await findServersByIds(db, [made.id]), [])
  })
})
