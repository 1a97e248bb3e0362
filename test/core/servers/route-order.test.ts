/** A route that is deleted late, and added meanwhile by the next run. */
import t from "tap"
import { dropRoute } from "../../../hub/core/servers/end-run.ts"
import { inRouteOrder } from "../../../hub/core/servers/route-order.ts"
import { bareCore, rememberingProxy } from "../../support/bare-core.ts"
import { run } from "../../support/rows.ts"

t.test("what comes later waits, for the same route alone, also after a failure", async t => {
  const { core } = await bareCore(t)
  const done: string[] = []
  let fail = (_error: Error) => {}
  const stuck = new Promise<void>((_, reject) => {
    fail = reject
  })
  const first = inRouteOrder(core, "/user/ada/", () => stuck)
  const second = inRouteOrder(core, "/user/ada/", async () => void done.push("add"))
  await inRouteOrder(core, "/user/bob/", async () => void done.push("bob"))
  t.same(done, ["bob"])
  fail(new Error("away"))
  await t.rejects(first, { message: "away" })
  await second
  t.same(done, ["bob", "add"])
})

t.test("the route of the next run outlives the late delete of the last one's", async t => {
  const proxy = rememberingProxy()
  let answer = () => {}
  const late = new Promise<void>(resolve => {
    answer = resolve
  })
  const slow = { ...proxy, deleteRoute: (spec: string) => late.then(() => proxy.deleteRoute(spec)) }
  const { core } = await bareCore(t, { proxy: slow })
  const dropped = dropRoute(core, run({ id: "old", user_name: "ada" }))
  const added = inRouteOrder(core, "/user/ada/", () => core.proxy.addRoute("/user/ada/", "http://10.0.0.1:1", {}))
  answer()
  await Promise.all([dropped, added])
  t.ok(proxy.routes.has("/user/ada/"))
})
