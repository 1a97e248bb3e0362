import t from "tap"
import { gpusOfTres } from "../../../spawners/slurm/tres.ts"

t.test("GPUs in Slurm's lists of resources, with and without types", async t => {
  t.same(gpusOfTres("billing=8,cpu=8,gres/gpu=3,mem=32G,node=1"), { gpus: 3, gpusByType: {} })
  t.same(gpusOfTres("gres/gpu:a100=2,gres/gpu:v100=1,gres/gpu=3,node=2"), { gpus: 3, gpusByType: { a100: 2, v100: 1 } })
  t.same(gpusOfTres("cpu=1,gres/gpu:a100=2"), { gpus: 2, gpusByType: { a100: 2 } })
  t.same(gpusOfTres("gres/gpu:a100:1=x,gres/gpumem=8G,gres/gpuutil=3"), { gpus: 0, gpusByType: {} })
  t.same(gpusOfTres("gres/gpu:1g.5gb=2,gres/gpu=2"), { gpus: 2, gpusByType: { "1g.5gb": 2 } }, "slices of a GPU")
  t.same(gpusOfTres("cpu=1,gres/shard=4"), { gpus: 4, gpusByType: { shard: 4 } }, "shards")
  t.same(gpusOfTres(""), { gpus: 0, gpusByType: {} })
})
