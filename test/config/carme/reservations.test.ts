import t from "tap"
import { reservations } from "../../../hub/config/carme/reservations.ts"

t.test("without the section there is no calendar, with an empty one there is", async t => {
  t.equal(reservations.parse(null), null)
  t.match(reservations.parse({}), {
    queues: null,
    unit: "nodes",
    approval: false,
    leadMinutes: 0,
    releaseAfterMinutes: 30,
    maxGpus: null,
    maxOpen: 20,
    onCancel: "warn",
    magnetic: true,
    private: false,
  })
})

t.test("times as Slurm writes them, None where there is no limit", async t => {
  const settings = { lead_time: "1-00:00:00", release_after: null, max_open: null, unit: "gpus", approval: ["large"] }
  t.match(reservations.parse(settings), {
    leadMinutes: 1440,
    releaseAfterMinutes: null,
    maxOpen: null,
    unit: "gpus",
    approval: ["large"],
  })
})

t.test("mistakes are told with their path", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{ leed_time: 1 }, ["leed_time"], /did you mean "lead_time"\?/],
    [{ unit: "cores" }, ["unit"], /must be "nodes" or "gpus"/],
    [{ approval: "large" }, ["approval"], /must be True, False or a list of queues/],
    [{ release_after: "soon" }, ["release_after"], /must be a time/],
    [[], [], /a dict of settings of the calendar/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => reservations.parse(value), { path, message })
})
