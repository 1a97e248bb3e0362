import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("the hub is well while it runs, whatever its database does", async t => {
  const hub = await testCore(t)
  await hub.core.db.close()
  for (const path of ["/hub/health", "/hub/api/health"]) {
    t.match(await hub.client().ask(path), { status: 200, text: "" })
  }
  t.equal((await hub.client().api("GET", "/")).status, 200)
})
