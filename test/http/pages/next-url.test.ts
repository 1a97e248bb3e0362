import type { Request } from "express"
import t from "tap"
import { nextUrl } from "../../../hub/http/pages/next-url.ts"
import type { PageCall } from "../../../hub/http/render/render.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("next, else the fallback, else the site's page, else the own server", async t => {
  const hub = await pageHub(t)
  await hub.as("alice")
  const alice = await hub.user("alice")
  const call = (query: object) =>
    ({
      core: hub.core,
      request: { query, socket: {}, headers: {}, get: () => "hub.example" } as unknown as Request,
    }) as PageCall
  t.equal(await nextUrl(call({ next: "/user/alice/x", a: "b" }), alice, "/fallback"), "/user/alice/x", "next alone")
  t.equal(
    await nextUrl(call({ a: "b", _xsrf: "t" }), alice, "/fallback"),
    "/fallback?a=b",
    "arguments are kept, the token is not",
  )
  t.equal(await nextUrl(call({ next: "//evil.example" }), alice), "/hub/spawn")
  t.equal(await nextUrl(call({}), null), "/hub/home")
})
