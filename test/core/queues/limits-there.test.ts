import t from "tap"
import { limitsThere } from "../../../hub/core/queues/limits-there.ts"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { instant } from "../../support/slurm.ts"

t.test("the lower of queue and person, less what is held", async t => {
  const limits = { ...noLimits, gpus: 4, gpusPerJob: 3, jobs: 2, walltimeMinutes: 60 }
  t.same(limitsThere({ ...instant, maxNodes: 2 }, limits, { gpus: 2, jobs: 1 }), {
    gpus: 2,
    walltimeMinutes: 60,
    nodes: 2,
    sessions: 1,
  })
  t.match(limitsThere(instant, limits, { gpus: 5, jobs: 3 }), { gpus: 0, sessions: 0 }, "never less than nothing")
  t.same(limitsThere({ ...instant, maxWalltimeMinutes: null }, noLimits, { gpus: 9, jobs: 9 }), {
    gpus: null,
    walltimeMinutes: null,
    nodes: 1,
    sessions: null,
  })
  t.match(limitsThere({ ...instant, maxGpusPerJob: 1 }, limits, { gpus: 0, jobs: 0 }), { gpus: 1 })
})
