import t from "tap"
import { testCore } from "../../support/core.ts"

const settings = {
  JupyterHub: { allow_named_servers: true, tornado_settings: { slow_stop_timeout: 0 } },
  CarmeHub: { poll_interval: 1 },
}

t.test("a named server that is still stopping is removed when it has stopped", async t => {
  const hub = await testCore(t, { conduct: true, settings })
  const alice = await hub.as(await hub.user("alice"))
  const path = "/users/alice/servers/lab"
  t.equal((await alice.api("POST", path)).status, 201)
  t.equal((await alice.api("DELETE", path, { remove: true })).status, 202)
  while ((await alice.api("GET", path)).status === 200) await hub.core.bus.wait("any", 100)
  t.equal((await alice.api("GET", path)).status, 404)
})

t.test("a start is interrupted", async t => {
  const slow = { ...settings, JupyterHub: { ...settings.JupyterHub, tornado_settings: { slow_spawn_timeout: 0 } } }
  const hub = await testCore(t, { conduct: true, settings: { ...slow, Spawner: { cmd: ["/bin/sleep", "100"] } } })
  const alice = await hub.as(await hub.user("alice"))
  t.equal((await alice.api("POST", "/users/alice/server")).status, 202)
  t.equal((await alice.api("DELETE", "/users/alice/server")).status, 204)
  t.match((await alice.api("GET", "/users/alice/server")).json(), { ready: false, stopped: true, pending: null })
  t.equal((await alice.api("GET", "/users/alice/server/progress")).status, 404, "as JupyterHub says of a stopped one")
})
