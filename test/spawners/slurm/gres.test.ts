import t from "tap"
import { nodeGpus } from "../../../spawners/slurm/gres.ts"

t.test("GPUs of a node by type, and how many of them jobs hold", async t => {
  t.same(nodeGpus("gpu:a100:2", "gpu:a100:1(IDX:0)"), [{ type: "a100", total: 2, used: 1 }])
  t.same(
    nodeGpus("gpu:a100:4(S:0-1),gpu:t4:2(S:0),shard:8(S:0,1)", "gpu:a100:3(IDX:0,2-3),gpu:t4:0(IDX:N/A),shard:1"),
    [
      { type: "a100", total: 4, used: 3 },
      { type: "t4", total: 2, used: 0 },
    ],
  )
  t.same(nodeGpus("gpu:2", "gpu:2(IDX:0-1)"), [{ type: null, total: 2, used: 2 }])
  t.same(nodeGpus("gpu", ""), [{ type: null, total: 1, used: 0 }])
  t.same(nodeGpus("gres/gpu:nvidia_a100_1g.5gb:7,gpu:x:no_consume:1", ""), [
    { type: "nvidia_a100_1g.5gb", total: 7, used: 0 },
    { type: "x", total: 1, used: 0 },
  ])
})

t.test("a node without GPUs has none", async t => {
  for (const none of ["", "(null)", "shard:4", "gpumem:8G", "craynetwork:4"]) t.same(nodeGpus(none, "gpu:a100:1"), [])
})
