import t from "tap"
import { scratch } from "../../../../hub/config/carme/scratch.ts"
import { scratchFor } from "../../../../spawners/slurm/data/scratch-for.ts"

const entries = scratch.parse({
  shared: { kind: "beeond", path: "/mnt/beeond", queues: ["large"] },
  local: { path: "/local/{job_id}" },
})

t.test("the first that is for the queue, else the trait, else none", async t => {
  t.equal(scratchFor(entries, "/s", "large")?.path, "/mnt/beeond")
  t.equal(scratchFor(entries, "/s", "instant")?.path, "/local/{job_id}")
  t.equal(scratchFor(entries, "/s", null)?.path, "/local/{job_id}")
  t.equal(scratchFor({}, "/s", "large")?.path, "/s")
  t.equal(scratchFor({}, "", "large"), null)
})
