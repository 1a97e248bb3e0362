import t from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { Offer } from "../../../hub/plugin/offer.ts"
import type { JsonObject } from "../../../hub/plugin/spawner.ts"
import { alternatives } from "../../../spawners/slurm/alternatives.ts"
import { parseRequest } from "../../../spawners/slurm/request.ts"
import { instant, jupyter } from "../../support/slurm.ts"

const large = {
  ...instant,
  name: "large",
  displayName: "Large",
  maxWalltimeMinutes: 2880,
  maxNodes: 4,
  gpuTypes: ["a100", "h100"],
}
const offer: Offer = { queues: [{ ...instant, maxGpusPerJob: 2 }, large], containers: [jupyter], limits: noLimits }
const choices = (raw: JsonObject, no: Refusal | null = null) => alternatives(parseRequest(raw, offer), offer, no)

t.test("another queue with its own limits, another type, fewer GPUs, one node, less time", async t => {
  t.same(choices({ queue: "large", gpus: 4, gpu_type: "h100", nodes: 2, walltime: "8:00:00" }), [
    { change: "with GPUs of any type", options: { queue: "large", gpus: 4, nodes: 2, walltime: "8:00:00" } },
    {
      change: "with GPUs of the type a100",
      options: { queue: "large", gpus: 4, gpu_type: "a100", nodes: 2, walltime: "8:00:00" },
    },
    { change: "with 2 GPUs", options: { queue: "large", gpus: 2, gpu_type: "h100", nodes: 2, walltime: "8:00:00" } },
    { change: "on one node", options: { queue: "large", gpus: 4, gpu_type: "h100", walltime: "8:00:00" } },
    { change: "for 4 h", options: { queue: "large", gpus: 4, gpu_type: "h100", nodes: 2, walltime: "4:00:00" } },
  ])
  t.match(choices({ queue: "large", gpus: 2, gpu_type: "h100", walltime: "8:00:00" })[0], {
    change: "in the queue Instant for 2 h",
    options: { queue: "instant", gpus: 2, walltime: "2:00:00" },
  })
  t.notOk("gpu_type" in (choices({ queue: "large", gpus: 2, gpu_type: "h100" })[0]?.options ?? {}))
  t.same(
    choices({ queue: "instant", walltime: "30" }).map(c => c.change),
    ["in the queue Large"],
    "what is small already is not made smaller",
  )
  t.match(
    choices({ queue: "instant" }).find(c => c.change === "in the queue Large"),
    { options: { queue: "large", walltime: "2:00:00" } },
    "the time that this queue would give, not the other's days",
  )
})

t.test("who is refused is shown what is allowed first", async t => {
  const no = (code: string, allowed: unknown) => new Refusal(403, "no", { code, allowed })
  t.match(choices({ gpus: 2 }, no("quota-gpus", 1))[0], { change: "with 1 GPU", options: { gpus: 1 } })
  t.match(choices({}, no("quota-walltime", 90))[0], { change: "for 1 h 30 min", options: { walltime: "1:30:00" } })
  t.notMatch(choices({ gpus: 2 }, no("quota-gpus", 0))[0], { options: { gpus: 0 } })
  t.notMatch(choices({}, no("queue-not-allowed", ["large"]))[0], { options: { queue: ["large"] } })
})

t.test("who would run into a booking is offered the time until it, first", async t => {
  const asked = parseRequest({ queue: "large", walltime: "8:00:00" }, offer)
  const found = (room: number | null) =>
    alternatives(asked, offer, null, room).map(({ change, options }) => [change, options.walltime])
  t.same(found(115)[0], ["for 1 h 55 min, before the booking", "1:55:00"])
  t.same(found(0), found(null), "where no time would do, none is offered")
})
