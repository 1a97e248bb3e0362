import t from "tap"
import { checkLocation } from "../../hub/http/location-length.ts"
import { testCore } from "../support/core.ts"
import { raw } from "../support/raw.ts"

t.test("as long as proxies hand it on", async t => {
  t.doesNotThrow(() => checkLocation(""))
  t.doesNotThrow(() => checkLocation("x".repeat(12 * 1024)))
  t.throws(() => checkLocation("x".repeat(12 * 1024 + 1)), { status: 414, message: /too long/ })
})

t.test("a long address that would grow with each escape is refused, inside and outside", async t => {
  const hub = await testCore(t)
  for (const [path, status] of [
    [`/hub/user-redirect/${"/".repeat(3000)}`, 302],
    [`/hub/user-redirect/${"/".repeat(14_000)}`, 414],
    [`/hub/home?a=${"%".repeat(14_000)}`, 414],
    [`/user/x/${"\\".repeat(14_000)}`, 414],
  ] as const)
    t.equal((await raw(hub.url, path)).status, status, path.slice(0, 30))
})
