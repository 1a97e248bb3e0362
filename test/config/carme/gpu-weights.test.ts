import t from "tap"
import { gpuWeights } from "../../../hub/config/carme/gpu-weights.ts"
import { ConfigError } from "../../../hub/config/config-error.ts"
import { loadPython } from "../../support/site-config.ts"

t.test("weights of GPUs", async t => {
  t.same(gpuWeights.parse({ a100: 1, "1g.5gb": 0.15, shard: 0 }), { a100: 1, "1g.5gb": 0.15, shard: 0 })
  for (const wrong of [[], 1, { a100: -1 }, { a100: "1" }, { a100: Number.NaN }, { a100: 1001 }])
    t.throws(() => gpuWeights.parse(wrong), { message: /must be a (dict|number)/ })
})

t.test("both in a configuration file", async t => {
  const { config } = await loadPython(
    t,
    `c.CarmeHub.gpu_weights = {"shard": 0.1}\nc.CarmeHub.time_zone = "Europe/Berlin"`,
  )
  t.same(config.get("CarmeHub.gpu_weights"), { shard: 0.1 })
  t.equal(config.get("CarmeHub.time_zone"), "Europe/Berlin")
  await t.rejects(loadPython(t, `c.CarmeHub.gpu_weights = {"shard": "x"}`), ConfigError)
})
