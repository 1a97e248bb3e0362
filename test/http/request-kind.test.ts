/** What is the API and what is a page. */
import type { Request } from "express"
import t from "tap"
import type { Core } from "../../hub/core/core.ts"
import { acceptsTokens, isApiRequest, isNavigation } from "../../hub/http/request-kind.ts"
import { testConfig } from "../support/config.ts"

const core = { config: await testConfig(t.testdir(), { "JupyterHub.base_url": "/prefix/" }) } as Core
const to = (originalUrl: string, mode?: string) => ({ originalUrl, get: () => mode }) as unknown as Request

t.test("by the path below the hub", async t => {
  for (const path of [
    "/prefix/hub/api",
    "/prefix/hub/api/",
    "/prefix/hub/api/user?x=/hub/home",
    "/prefix/hub/api/oauth2/token",
  ]) {
    t.ok(isApiRequest(core, to(path)), path)
    t.ok(acceptsTokens(core, to(path)), path)
  }
  for (const path of ["/prefix/hub/home", "/prefix/hub/apix", "/hub/api/user", "/prefix/hub/api/oauth2/authorize?x"]) {
    t.notOk(isApiRequest(core, to(path)), path)
    t.notOk(acceptsTokens(core, to(path)), path)
  }
  t.ok(acceptsTokens(core, to("/prefix/hub/metrics")))
  t.notOk(isApiRequest(core, to("/prefix/hub/metrics")))
})

t.test("a browser that does not say is taken to navigate", async t => {
  t.ok(isNavigation(to("/")))
  t.ok(isNavigation(to("/", "navigate")))
  t.notOk(isNavigation(to("/", "cors")))
})
