import t from "tap"
import type { WaitingJob } from "../../../hub/plugin/scheduler.ts"
import { byPriority } from "../../../spawners/slurm/queue-order.ts"

const job = (id: string, priority: number) => ({ id, priority }) as WaitingJob

t.test("the higher priority first, the older job first among equals", async t => {
  const order = [job("9", 5), job("10", 5), job("3", 1), job("12", 100)].toSorted(byPriority)
  t.same(
    order.map(({ id }) => id),
    ["12", "9", "10", "3"],
  )
})
