import t from "tap"
import type { Config } from "../../../hub/config/config.ts"
import { pendingUrl, serverApiPath, spawnUrl } from "../../../hub/http/pages/server-urls.ts"

const config = { get: () => "/prefix/" } as unknown as Config

t.test("names are parts of the path, whatever they hold", async t => {
  t.equal(spawnUrl(config, "alice", ""), "/prefix/hub/spawn/alice")
  t.equal(spawnUrl(config, "a/b c", "lab"), "/prefix/hub/spawn/a%2Fb%20c/lab")
  t.equal(pendingUrl(config, "alice", "x?y"), "/prefix/hub/spawn-pending/alice/x%3Fy")
  t.equal(serverApiPath("alice", ""), "users/alice/server")
  t.equal(serverApiPath("alice", "../x"), "users/alice/servers/..%2Fx")
})
