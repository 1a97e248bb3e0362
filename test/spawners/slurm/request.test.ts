/** Spawn requests, well-formed, wrong and poisoned: what they become, and what they may never become. */
import t from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import type { Offer } from "../../../hub/plugin/offer.ts"
import type { JsonObject } from "../../../hub/plugin/spawner.ts"
import { sbatchOptions } from "../../../spawners/slurm/cli/submit-argv.ts"
import { jobSpec } from "../../../spawners/slurm/job-spec.ts"
import { parseRequest } from "../../../spawners/slurm/request.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { instant, jupyter, slurmContext, slurmRun } from "../../support/slurm.ts"

const large = {
  ...instant,
  name: "large",
  partition: "large",
  maxWalltimeMinutes: 2880,
  isDefault: false,
  gpuTypes: [],
}
const plain = { ...jupyter, name: "plain", isDefault: false }
const offer: Offer = { queues: [instant, large], containers: [jupyter, plain], limits: noLimits }

t.test("nothing asked for is the default container and queue, no GPU, the longest time", async t => {
  t.same(parseRequest({}, offer), {
    userOptions: {},
    demand: {
      queue: "instant",
      container: "jupyter",
      gpus: 0,
      gpuType: null,
      cpus: 2,
      memoryMb: 1024,
      walltimeMinutes: 120,
    },
  })
})

t.test("a form's lists of strings and the API's values mean the same", async t => {
  const api = { container: "plain", queue: "large", gpus: 2, cpus: 3, memory: "8G", walltime: "1-00:00:00" }
  const form = {
    container: ["plain"],
    queue: ["large"],
    gpus: ["2"],
    gpu_type: [""],
    cpus: ["3"],
    memory: [" 8G "],
    walltime: ["1-00:00:00"],
  }
  t.same(parseRequest(form, offer), parseRequest(api, offer))
  t.same(parseRequest(api, offer).userOptions, api, "what was asked is kept as it was asked")
  t.same(parseRequest(api, offer).demand, {
    queue: "large",
    container: "plain",
    gpus: 2,
    gpuType: null,
    cpus: 3,
    memoryMb: 8192,
    walltimeMinutes: 1440,
  })
})

t.test("CPUs and memory follow from the GPUs, and a type only counts with one", async t => {
  const { demand } = parseRequest({ gpus: "2", gpu_type: "a100" }, offer)
  t.match(demand, { gpus: 2, gpuType: "a100", cpus: 4, memoryMb: 2048 })
  t.match(parseRequest({ gpus: 0, gpu_type: "a100" }, offer).demand, { gpuType: null, cpus: 2, memoryMb: 1024 })
})

t.test("the time without a wish is the lower of the queue's and the person's limit", async t => {
  const limited = { ...offer, limits: { ...noLimits, walltimeMinutes: 30 } }
  t.equal(parseRequest({}, limited).demand.walltimeMinutes, 30)
  t.equal(parseRequest({ queue: "large" }, offer).demand.walltimeMinutes, 2880)
  t.equal(parseRequest({ walltime: "999" }, limited).demand.walltimeMinutes, 999, "admission is who says no to that")
})

t.test("a queue of another role is refused with the choice that there is", async t => {
  const limited = { ...offer, limits: { ...noLimits, queues: ["instant"] } }
  t.throws(() => parseRequest({ queue: "large" }, limited), { status: 403, message: /You can choose instant\./ })
  t.throws(() => parseRequest({ queue: "secret" }, limited), { status: 403, message: /You can choose instant\./ })
  t.throws(() => parseRequest({}, { ...offer, limits: { ...noLimits, queues: [] } }), {
    status: 403,
    message: /no queue/,
  })
})

t.test("a site without queues and containers gets its req_* traits alone", async t => {
  const { demand } = parseRequest({}, { queues: [], containers: [], limits: noLimits })
  t.same(demand, {
    queue: null,
    container: null,
    gpus: 0,
    gpuType: null,
    cpus: null,
    memoryMb: null,
    walltimeMinutes: null,
  })
})

const poison = [
  "--wrap=id",
  "-u",
  "#SBATCH --uid=0",
  "a\nb",
  "a\n#SBATCH --array=1-100",
  "$(touch /tmp/x)",
  "`id`",
  "; rm -rf /",
  "a b",
  "' --gres=gpu:8 '",
  '"',
  "{{ partition }}",
  "{username}",
  "../../etc/passwd",
  "/etc/shadow:/mnt",
  "<script>alert(1)</script>",
  "\u0000",
  "\u202Etxt",
  "\u2028",
  "x".repeat(10_000),
  "1e3",
  "0x10",
  "-1",
  "NaN",
  "1,2",
  "1:2:3:4",
  "infinite",
  "8GG",
  "99999999999999999999",
]
const fields = ["container", "queue", "gpus", "gpu_type", "cpus", "memory", "walltime"]

t.test("poison in any field is a 400 or 403 with a short message in one line", async t => {
  const wrong = fields.flatMap(field =>
    poison.flatMap(text => [text, [text]].map(value => [{ [field]: value }, refusalOf({ [field]: value })] as const)),
  )
  const harmless = ({ status, message }: { status: number; message: string }) =>
    [400, 403].includes(status) && message.length < 400 && /^\P{C}*$/u.test(message)
  t.equal(wrong.length, fields.length * poison.length * 2)
  t.same(
    wrong.filter(([, error]) => !harmless(error)),
    [],
  )
})

t.test("a wrong type in any field is a 400", async t => {
  const values = [true, {}, { a: 1 }, ["a", "b"], [[1]], Number.NaN, Number.POSITIVE_INFINITY, -1]
  const answers = fields.flatMap(field =>
    values.map(value => [field, value, refusalOf({ [field]: value } as JsonObject).status] as const),
  )
  t.same(
    answers.filter(([, , status]) => status !== 400),
    [],
  )
})

t.test("an unknown option is named, with those that there are", async t => {
  const { status, message } = refusalOf({ partition: "x", nodelist: "n1" })
  t.equal(status, 400)
  t.match(message, /"partition", "nodelist".*container, queue, gpus, gpu_type, nodes, cpus, memory, walltime/)
  t.equal(refusalOf({ __proto__x: 1, constructor: "y" }).status, 400)
})

t.test("whatever is accepted, the shape of the submit stays the same", async t => {
  const settings = readSettings(slurmContext())
  const shape = (raw: JsonObject) => {
    const { demand } = parseRequest(raw, offer)
    const queue = offer.queues.find(q => q.name === demand.queue) ?? null
    const run = { ...slurmRun("alice"), id: "carme-test1-x", demand, queue }
    const place = { home: "/home/alice", log: "/l", environment: "none" } as const
    return sbatchOptions(jobSpec(run, settings, place)).map(word => word.replace(/=.*/s, ""))
  }
  const expected = [
    ..."--job-name --partition --gres --cpus-per-task --mem --time --chdir --output".split(" "),
    "--export",
    "--no-requeue",
  ]
  const values = ["1", "01", "1024", "8G", "0.5g", "512 MB", "1-00:00:00", "90", "90:30", "instant", "large", ...poison]
  let accepted = 0
  for (const field of fields) {
    for (const value of values) {
      const raw = { gpus: "1", [field]: value }
      if (isRefused(raw)) continue
      accepted++
      t.same(shape(raw), expected, JSON.stringify(raw))
    }
  }
  t.ok(accepted > 10, `${accepted} were accepted`)
})

function refusalOf(raw: JsonObject): { status: number; message: string } {
  try {
    parseRequest(raw, offer)
  } catch (error) {
    return error as { status: number; message: string }
  }
  return { status: 200, message: `accepted: ${JSON.stringify(raw).slice(0, 200)}` }
}

function isRefused(raw: JsonObject): boolean {
  return refusalOf(raw).status !== 200
}

t.test("several nodes: GPUs are counted in all, CPUs and memory follow from those of one node", async t => {
  const wide = { ...large, maxNodes: 4, defaultWalltimeMinutes: 240 }
  const on = (raw: JsonObject) => parseRequest({ queue: "large", ...raw }, { ...offer, queues: [instant, wide] })
  t.match(on({ nodes: 2, gpus: 8 }).demand, { nodes: 2, gpus: 8, cpus: 8, memoryMb: 4096, walltimeMinutes: 240 })
  t.notOk("nodes" in on({ nodes: "1", gpus: 3 }).demand, "one node is nothing special")
  t.match(on({ nodes: 2 }).demand, { nodes: 2, gpus: 0, cpus: 2 })
  t.throws(() => on({ nodes: 2, gpus: 3 }), { status: 400, message: /Ask for 2 or 4 GPUs in all/ })
  t.throws(() => on({ nodes: 4, gpus: 3 }), { status: 400, message: /Ask for 4 GPUs in all/ })
  t.throws(() => on({ nodes: 5, gpus: 5 }), { status: 403, message: /at most 4 nodes; you asked for 5/ })
  t.throws(() => parseRequest({ nodes: 2 }, offer), { message: /gives a job only one node/ })
  t.throws(() => on({ nodes: 0 }), { status: 400, message: /whole number from 1/ })
})

t.test("a project that is not one's own, or not open, pays nothing", async t => {
  const offered = { ...offer, projects: [{ name: "atlas", displayName: "Atlas" }] }
  t.match(parseRequest({ project: "atlas" }, offered), {
    demand: { project: "atlas" },
    userOptions: { project: "atlas" },
  })
  t.notOk("project" in parseRequest({ project: "" }, offered).demand)
  t.throws(() => parseRequest({ project: "other" }, offered), { status: 403, message: /no project "other".*atlas/ })
  t.throws(() => parseRequest({ project: "atlas" }, offer), { status: 403, message: /nothing to choose/ })
})

t.test("a rescue is asked for once, and never what the next start begins with", async t => {
  for (const on of [true, "on", "1"]) t.match(parseRequest({ rescue: on }, offer), { demand: { rescue: true } })
  t.notOk("rescue" in parseRequest({ rescue: "on" }, offer).userOptions)
  for (const off of [false, "", "off", null]) t.notOk("rescue" in parseRequest({ rescue: off }, offer).demand)
  t.throws(() => parseRequest({ rescue: "perhaps" }, offer), { status: 400, message: /on or off/ })
})

t.test("what the roles allow of containers and types of GPUs", async t => {
  const typed = { ...instant, gpuTypes: ["a100", "h100"] }
  const some = (limits: Partial<Offer["limits"]>, queue = typed): Offer => ({
    queues: [queue],
    containers: [jupyter],
    limits: { ...noLimits, ...limits },
  })
  const type = (raw: JsonObject, given: Offer) => parseRequest(raw, given).demand.gpuType
  const refused = (container: string) => {
    try {
      return parseRequest({ container }, some({ containers: ["jupyter"] }))
    } catch (error) {
      return error
    }
  }
  t.match(refused("plain"), {
    status: 403,
    detail: { code: "container-not-allowed", asked: "plain", allowed: ["jupyter"] },
  })
  t.match(refused("; rm"), { status: 400, detail: { code: "bad-option" } })
  t.equal(type({ gpus: 1 }, some({})), null, "any")
  t.equal(type({ gpus: 1 }, some({ gpuTypes: ["h100"] })), "h100", "not any: the first that is allowed")
  t.equal(type({ gpus: 1 }, some({ gpuTypes: ["h100", "a100"] })), null, "all of the queue's are")
  t.equal(type({ gpus: 0 }, some({ gpuTypes: ["h100"] })), null)
  t.equal(
    type({ gpus: 1 }, some({ gpuTypes: ["v100"] }, { ...instant, gpuTypes: [] })),
    "v100",
    "a queue without a list",
  )
  t.equal(type({ gpus: 1, gpu_type: "a100" }, some({ gpuTypes: ["h100"] })), "a100", "admission is who says no to that")
  t.throws(() => type({ gpus: 1, gpu_type: "x" }, some({ gpuTypes: ["h100"] })), { message: /You can choose h100/ })
})

t.test("how to be told is kept for the next start", async t => {
  t.match(parseRequest({ notify: ["mail"] }, offer).userOptions, { notify: "mail" })
  t.throws(() => parseRequest({ notify: "sms" }, offer), { status: 400, message: /has to be mail/ })
})

t.test("a booking brings its queue and its end, for this once", async t => {
  const booking = { id: 7, name: "carme-x-1", queue: "large", text: "n1", minutesLeft: 90 }
  const booked: Offer = { ...offer, bookings: [booking] }
  const { demand, userOptions } = parseRequest({ reservation: "7", queue: "instant" }, booked)
  t.match(demand, { reservation: "carme-x-1", queue: "large", walltimeMinutes: 90 })
  t.notOk("reservation" in userOptions, "the next start does not ask for one that is over")
  t.equal(parseRequest({ reservation: 7, walltime: "30" }, booked).demand.walltimeMinutes, 30)
  t.throws(() => parseRequest({ reservation: "7", walltime: "2:00:00" }, booked), { message: /holds for 1:30:00 yet/ })
  for (const id of ["8", "carme-x-1", "--uid=0"])
    t.throws(() => parseRequest({ reservation: id }, booked), { message: /no booking/ }, id)
  t.throws(() => parseRequest({ reservation: "7" }, offer), { message: /no booking/ }, "of others, or over")
  t.notOk("reservation" in parseRequest({ reservation: "" }, booked).demand)
  const run = slurmRun("alice", { demand })
  const spec = jobSpec(run, readSettings(slurmContext()), { home: "", log: "", environment: "none" })
  t.equal(spec.reservation, "carme-x-1")
})
