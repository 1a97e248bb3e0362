import t from "tap"
import { replyKind } from "../../hub/http/reply-kind.ts"

t.test("the API speaks JSON, but for what JupyterHub answers as pages", async t => {
  for (const path of ["/api", "/api/", "/api/users/:name", "/api/oauth2/token"])
    t.equal(replyKind({ path }), "api", path)
  for (const path of ["/home", "/apis", "/api/oauth2/authorize", "/api/metrics"])
    t.equal(replyKind({ path }), "page", path)
})
