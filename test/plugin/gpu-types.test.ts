import t from "tap"
import { noLimits } from "../../hub/core/servers/quota.ts"
import { mayUseGpus, typesFor, usualGpus } from "../../hub/plugin/gpu-types.ts"
import { instant } from "../support/slurm.ts"

t.test("types that the roles forbid are not there", async t => {
  const queue = { ...instant, gpuTypes: ["a100", "h100"] }
  const only = (...gpuTypes: string[]) => ({ ...noLimits, gpuTypes })
  t.same(typesFor(queue, noLimits), ["a100", "h100"])
  t.same(typesFor(queue, only("h100", "v100")), ["h100"])
  t.same(typesFor({ gpuTypes: [] }, only("h100")), ["h100"])
  t.equal(mayUseGpus(queue, only("v100")), false)
  t.equal(mayUseGpus({ gpuTypes: [] }, noLimits), true)
})

t.test("the usual number of GPUs is the queue's, and never more than somebody may have", async t => {
  const queue = { ...instant, defaultGpus: 2 }
  t.equal(usualGpus(instant, noLimits), 0)
  t.equal(usualGpus(queue, noLimits), 2)
  t.equal(usualGpus({ ...queue, maxGpusPerJob: 1 }, noLimits), 1)
  t.equal(usualGpus(queue, { ...noLimits, gpus: 0 }), 0)
  t.equal(usualGpus(queue, { ...noLimits, gpuTypes: ["v100"] }), 0)
})
