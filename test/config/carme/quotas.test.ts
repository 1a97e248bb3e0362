import t from "tap"
import { quotas } from "../../../hub/config/carme/quotas.ts"

t.test("None is no limit, left out says nothing", async t => {
  const { user } = quotas.parse({ user: { gpus: 1, jobs: null, walltime: "2:00:00", queues: ["instant"] } })
  t.same(user, { gpus: 1, gpusPerJob: undefined, jobs: null, walltimeMinutes: 120, queues: ["instant"] })
  t.equal(user && "gpusPerJob" in user ? user.gpusPerJob : undefined, undefined)
})

t.test("mistakes are told with their path", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{ user: { gpu: 1 } }, ["user", "gpu"], /did you mean "gpus"\?/],
    [{ user: { gpus: "1" } }, ["user", "gpus"], /must be a whole number/],
    [{ user: { gpus: 1.5 } }, ["user", "gpus"], /must be a whole number/],
    [{ user: { queues: "instant" } }, ["user", "queues"], /must be a list of strings/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => quotas.parse(value), { path, message })
})
