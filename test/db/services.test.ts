/** The table of services. */
import t from "tap"
import { saveOAuthClient } from "../../hub/db/oauth.ts"
import {
  deleteService,
  findServiceByClientId,
  findServiceById,
  findServiceByName,
  insertService,
  listServices,
  updateService,
} from "../../hub/db/services.ts"
import { forEachDatabase } from "../support/databases.ts"
import { service } from "../support/rows.ts"

t.test("services are made, found, changed and deleted", async t => {
  await forEachDatabase(t, async (t, db) => {
    await saveOAuthClient(db, { identifier: "c", description: "", secret: "", redirect_uri: "", allowed_scopes: [] })
    const made = await insertService(db, service({ name: "z", url: "http://x", oauth_client_id: "c", info: { a: 1 } }))
    await insertService(db, service({ name: "a", display: false }))
    t.same(
      (await listServices(db)).map(s => s.name),
      ["a", "z"],
    )
    t.same(await findServiceByName(db, "z"), made)
    t.same(await findServiceById(db, made.id), made)
    t.same(await findServiceByClientId(db, "c"), made)
    t.match(await findServiceByName(db, "a"), { display: false, info: null, admin: false })
    await updateService(db, made.id, { admin: true, url: null })
    t.match(await findServiceByName(db, "z"), { admin: true, url: null })
    await deleteService(db, made.id)
    t.equal(await findServiceByName(db, "z"), null)
  })
})
