/** The proxy's process, the real one: death and return, leftovers of a killed hub, ports that are taken. */
import { existsSync, writeFileSync } from "node:fs"
import t from "tap"
import { startPiped } from "../../hub/core/exec.ts"
import { processes } from "../../hub/core/processes.ts"
import { backend, pidOf, proxyAt, proxyPlace } from "../support/proxy.ts"

t.test("a proxy that is killed comes back, and the hub is told to restore the routes", async t => {
  const here = await proxyPlace(t)
  const target = await backend(t, "server")
  let tell = () => {}
  const restored = new Promise<void>(resolve => {
    tell = resolve
  })
  const { proxy } = await proxyAt(t, here, async () => {
    await proxy.addRoute("/user/alice/", target, { user: "alice", server_name: "" })
    tell()
  })
  await proxy.start()
  await proxy.addRoute("/user/alice/", target, { user: "alice", server_name: "" })
  const first = pidOf(here)
  processes.signal(first, "SIGKILL")
  await restored
  t.not(pidOf(here), first)
  t.equal(await (await fetch(`${here.url}/user/alice/x`)).text(), "server /user/alice/x")
})

t.test("stop ends the process and removes its pid file", async t => {
  const here = await proxyPlace(t)
  const { proxy } = await proxyAt(t, here)
  await proxy.start()
  const pid = pidOf(here)
  await proxy.stop()
  t.notOk(processes.alive(pid))
  t.notOk(existsSync(here.pidFile))
})

t.test("the proxy that a killed hub left behind is ended, another program of that pid is not", async t => {
  const here = await proxyPlace(t)
  const { proxy: abandoned } = await proxyAt(t, here, undefined, {}, false)
  await abandoned.start()
  const old = pidOf(here)
  const { proxy, log } = await proxyAt(t, here)
  await proxy.start()
  t.notOk(processes.alive(old))
  t.match(log(), new RegExp(`still runs as process ${old}`))
  await proxy.stop()

  const bystander = await startPiped(["cat"])
  writeFileSync(here.pidFile, String(bystander.pid))
  const { proxy: careful } = await proxyAt(t, here)
  await careful.start()
  t.ok(processes.alive(bystander.pid))
  bystander.stdin.end()
  await bystander.ended
})

t.test("a port that somebody else has ends the start with a sentence that says so", async t => {
  const here = await proxyPlace(t)
  const target = await backend(t, "other")
  const { proxy } = await proxyAt(t, here, undefined, { "JupyterHub.bind_url": target })
  await t.rejects(proxy.start(), { message: /[Ss]omething else is already listening on http:\/\/127.*bind_url/ })
})
