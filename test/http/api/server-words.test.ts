import t from "tap"
import { anonymous } from "../../../hub/core/rbac/identity.ts"
import { callerName, logName, slowMs } from "../../../hub/http/api/server-words.ts"
import { testConfig } from "../../support/config.ts"

t.test("names of servers and callers", async t => {
  t.equal(logName("alice", ""), "alice")
  t.equal(logName("alice", "lab"), "alice:lab")
  t.equal(callerName(anonymous), "")
})

t.test("how long a call waits, in milliseconds", async t => {
  const wait = async (tornado_settings: object) => {
    const config = await testConfig(t.testdir(), { "JupyterHub.tornado_settings": tornado_settings })
    return slowMs({ config } as never, "slow_spawn_timeout")
  }
  t.equal(await wait({}), 10_000)
  t.equal(await wait({ slow_spawn_timeout: 0 }), 0)
  t.equal(await wait({ slow_spawn_timeout: 2.5 }), 2500)
  t.equal(await wait({ slow_spawn_timeout: "soon" }), 10_000)
})
