import t from "tap"
import { ConfigError } from "../../../hub/config/config-error.ts"
import { loadPython } from "../../support/site-config.ts"

t.test("an app needs the launcher, with the proxy that lets people in", async t => {
  const text = 'c.CarmeHub.containers = {"ide": {"image": "/i", "app": {"command": ["x", "{port}"]}}}\n'
  await t.rejects(loadPython(t, text), {
    constructor: ConfigError,
    message: /\["ide"\]\["app"\] needs c.CarmeHub.launcher/,
  })
  const { config } = await loadPython(t, `${text}c.CarmeHub.launcher = "/srv/launcher"`)
  t.same(config.get("CarmeHub.containers").ide?.app?.command, ["x", "{port}"])
})

t.test("mounts and scratch folders name queues that are there", async t => {
  const queues = 'c.CarmeHub.queues = {"large": {}}\n'
  const mount = (queue: string) => `c.CarmeHub.mounts = [{"source": "/data", "queues": ["${queue}"]}]`
  await t.rejects(loadPython(t, queues + mount("lrage")), {
    message: /mounts\[0\]\["queues"\] names the queue "lrage"/,
  })
  t.ok((await loadPython(t, queues + mount("large"))).config)
  const scratch = 'c.CarmeHub.scratch = {"fast": {"path": "/s", "queues": ["lrage"]}}'
  await t.rejects(loadPython(t, queues + scratch), { message: /scratch\["fast"\]\["queues"\]/ })
})
