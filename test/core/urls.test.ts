/** URLs of the hub and of servers, escaped as JupyterHub escapes them. */
import t from "tap"
import { basePrefix, escapeName, hubPrefix, serverPath } from "../../hub/core/urls.ts"
import { bareCore } from "../support/bare-core.ts"

t.test("names and paths", async t => {
  const names = { "a@b_c-d.e~f": "a@b_c-d.e~f", "ü/ ": "%C3%BC%2F%20", "(a)'!*": "%28a%29%27%21%2A", "a+b": "a%2Bb" }
  for (const [name, escaped] of Object.entries(names)) t.equal(escapeName(name), escaped)
  const { config } = (await bareCore(t, { traits: { "JupyterHub.base_url": "jupyter" } })).core
  t.equal(basePrefix(config), "/jupyter/")
  t.equal(hubPrefix(config), "/jupyter/hub/")
  t.equal(serverPath(config, "a b", ""), "/jupyter/user/a%20b/")
  t.equal(serverPath(config, "a b", "lab"), "/jupyter/user/a%20b/lab/")
  t.equal(basePrefix((await bareCore(t)).core.config), "/")
})
