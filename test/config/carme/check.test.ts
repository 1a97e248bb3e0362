import t from "tap"
import { ConfigError } from "../../../hub/config/config-error.ts"
import { loadPython } from "../../support/site-config.ts"

t.test("quotas name queues that are there", async t => {
  const text = (queue: string) => `
c.CarmeHub.queues = {"instant": {}, "large": {}}
c.CarmeHub.quotas = {"user": {"queues": ["${queue}"]}}`
  const { config } = await loadPython(t, text("large"))
  t.same(config.get("CarmeHub.quotas").user?.queues, ["large"])
  await t.rejects(loadPython(t, text("lrage")), { constructor: ConfigError, message: /"lrage".*did you mean "large"/ })
  await t.rejects(loadPython(t, text("other")), { message: /c.CarmeHub.queues has instant, large/ })
})

t.test("one default at most", async t => {
  const text = 'c.CarmeHub.queues = {"a": {"default": True}, "b": {"default": True}}'
  await t.rejects(loadPython(t, text), { constructor: ConfigError, message: /2 entries with default=True: a, b/ })
})

t.test("the calendar books in queues that are there and have a partition", async t => {
  const text = (section: string) => `
c.CarmeHub.queues = {"large": {"partition": "gpu"}, "local": {}}
c.CarmeHub.reservations = ${section}`
  const { config } = await loadPython(t, text('dict(queues=["large"], approval=["large"])'))
  t.match(config.get("CarmeHub.reservations"), { queues: ["large"], approval: ["large"] })
  await t.rejects(loadPython(t, text('dict(queues=["lrage"])')), {
    message: /the queue "lrage".*queues has large, local/,
  })
  await t.rejects(loadPython(t, text('dict(approval=["local"])')), {
    message: /"local", which has no partition to book in/,
  })
})
