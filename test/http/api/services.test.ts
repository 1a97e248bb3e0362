import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("services by name, as far as the scopes go", async t => {
  const hub = await testCore(t)
  const reader = await hub.service("reader", ["list:services", "read:services"])
  await hub.service("culler", ["list:users"])
  const all = (await reader.api("GET", "/services")).json()
  t.same(Object.keys(all).sort(), ["culler", "reader"])
  t.match(all.culler, { kind: "service", name: "culler", admin: false, command: [], pid: 0 })
  t.notOk("roles" in all.culler)
  t.same((await reader.api("GET", "/services/culler")).json(), all.culler)
  t.match((await reader.api("GET", "/services/none")).json(), { status: 404, message: "No such service: none" })
  const one = await hub.service("one", ["list:services!service=culler"])
  t.same((await one.api("GET", "/services")).json(), { culler: { kind: "service", name: "culler", admin: false } })
  t.equal((await one.api("GET", "/services/reader")).status, 404)
})
