import t from "tap"
import { noLimits } from "../../../../hub/core/servers/quota.ts"
import { parseWithData } from "../../../../spawners/slurm/data/parse-with-data.ts"
import { instant, jupyter } from "../../../support/slurm.ts"

const offer = { queues: [instant], containers: [jupyter], limits: noLimits }
const settings = { mountRoots: ["/scratch"], scratch: {}, scratchDir: "/scratch/{job_id}" }

t.test("lists of paths are stored beside the other options", async t => {
  const raw = { queue: "instant", cpus: "2", mounts: "/scratch/a", stage_in: "~/in" }
  t.same(parseWithData(raw, offer, settings).userOptions, {
    queue: "instant",
    cpus: 2,
    mounts: ["/scratch/a"],
    stage_in: [{ from: "~/in", to: "in" }],
  })
})

t.test("nothing can be copied where there is no scratch folder", async t => {
  const without = { ...settings, scratchDir: "" }
  t.throws(() => parseWithData({ stage_in: "~/in" }, offer, without), { status: 400, message: /no scratch folder/ })
  t.ok(parseWithData({ mounts: "/scratch/a" }, offer, without))
})
