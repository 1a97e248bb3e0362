import t from "tap"
import { quotas } from "../../../hub/config/carme/quotas.ts"

t.test("None is no limit, left out says nothing", async t => {
  const { user } = quotas.parse({ user: { gpus: 1, jobs: null, walltime: "2:00:00", queues: ["instant"] } })
  t.match(user, { gpus: 1, jobs: null, walltimeMinutes: 120, queues: ["instant"] })
  t.equal(user?.gpusPerJob, undefined)
})

t.test("privileges, sizes and windows", async t => {
  const { lab, guest, staff } = quotas.parse({
    lab: { reservations: { days_ahead: 7 }, disk: "50G", gpu_hours_per_week: 12.5, add_containers: true },
    guest: { reservations: false },
    staff: { reservations: true, nice: 10, qos: "high" },
  })
  t.match(lab, {
    reservations: { daysAhead: 7, hours: null },
    diskMb: 51200,
    gpuHoursPerWeek: 12.5,
    addContainers: true,
  })
  t.match(guest, { reservations: null })
  t.match(staff, { reservations: { daysAhead: null, hours: null }, nice: 10, qos: "high" })
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
