import t from "tap"
import { exact, weightedGpus, weightOf } from "../../../hub/core/quotas/gpu-weights.ts"

const weights = { a100: 1, h100: 2, "1g.5gb": 0.15, shard: 0.1, free: 0 }
const queue = { gpuTypes: ["1g.5gb", "h100"] }

t.test("what GPUs count for", async t => {
  t.equal(weightedGpus({ gpus: 3, gpuType: "shard" }, null, weights), 0.3)
  t.equal(weightedGpus({ gpus: 2, gpuType: "h100" }, queue, weights), 4)
  t.equal(weightedGpus({ gpus: 2, gpuType: "new" }, queue, weights), 2, "a type without a weight is one GPU")
  t.equal(weightedGpus({ gpus: 2, gpuType: "free" }, queue, weights), 0)
  t.equal(weightedGpus({ gpus: 2, gpuType: "toString" }, queue, weights), 2)
  t.equal(weightedGpus({ gpus: 0, gpuType: null }, queue, weights), 0)
  t.equal(weightOf(null, queue, weights), 2, "any of the queue's types: the heaviest")
  t.equal(weightOf(null, null, weights), 1)
  t.equal(exact(0.1 + 0.2), 0.3)
})
