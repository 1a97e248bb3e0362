import t from "tap"
import { cleansUpServers } from "../../../hub/core/servers/cleans-up-servers.ts"
import { testConfig } from "../../support/config.ts"

t.test("local servers end with their hub, jobs of a scheduler stay, and what the site says holds for both", async t => {
  const asked = async (outlivesHub: boolean, own: Record<string, unknown> = {}) =>
    cleansUpServers({ config: await testConfig(t.testdir(), own), spawner: { outlivesHub } as never })
  t.equal(await asked(false), true)
  t.equal(await asked(true), false)
  t.equal(await asked(false, { "JupyterHub.cleanup_servers": false }), false)
  t.equal(await asked(true, { "JupyterHub.cleanup_servers": true }), true)
})
