import t from "tap"
import { queues } from "../../../hub/config/carme/queues.ts"

t.test("a queue in the hub's shape", async t => {
  const settings = {
    partition: "gpu",
    max_walltime: "2:00:00",
    gpu_types: ["a100"],
    memory_per_gpu: "8G",
    default: true,
  }
  t.same(queues.parse({ instant: settings }).instant, {
    name: "instant",
    displayName: "instant",
    description: "",
    partition: "gpu",
    qos: null,
    account: null,
    maxWalltimeMinutes: 120,
    defaultWalltimeMinutes: null,
    maxGpusPerJob: null,
    defaultGpus: 0,
    maxNodes: 1,
    gpuTypes: ["a100"],
    cpusPerGpu: 2,
    memoryMbPerGpu: 8192,
    isInstant: false,
    isPreemptible: false,
    isDefault: true,
  })
})

t.test("an instant queue is small unless the site says otherwise, and a large one has several nodes", async t => {
  const of = (settings: object) => queues.parse({ q: settings }).q
  t.match(of({ instant: true }), { isInstant: true, maxWalltimeMinutes: 120, maxGpusPerJob: 1, maxNodes: 1 })
  t.match(of({ instant: true, max_walltime: "8:00:00", max_gpus_per_job: null }), {
    maxWalltimeMinutes: 480,
    maxGpusPerJob: null,
  })
  t.match(of({ max_nodes: 4, default_walltime: "4:00:00", preemptible: true }), {
    isInstant: false,
    isPreemptible: true,
    maxNodes: 4,
    defaultWalltimeMinutes: 240,
    maxWalltimeMinutes: null,
  })
  t.throws(() => of({ max_nodes: 0 }), { message: /must be 1 or more/ })
})

t.test("mistakes are told with their path", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{ a: { partiton: "x" } }, ["a", "partiton"], /is not known: did you mean "partition"\?/],
    [{ a: { colour: "x" } }, ["a", "colour"], /known are display_name/],
    [{ a: { max_walltime: "soon" } }, ["a", "max_walltime"], /must be a time such as "2:00:00"/],
    [{ a: { max_walltime: 0 } }, ["a", "max_walltime"], /must be a time/],
    [{ a: { max_gpus_per_job: -1 } }, ["a", "max_gpus_per_job"], /must not be negative/],
    [{ a: { cpus_per_gpu: 0 } }, ["a", "cpus_per_gpu"], /must be 1 or more/],
    [{ a: { gpu_types: "a100" } }, ["a", "gpu_types"], /must be a list of strings/],
    [{ a: { default: "yes" } }, ["a", "default"], /must be True or False/],
    [{ a: 3 }, ["a"], /must be a dict, got 3/],
    [{ "a b": {} }, ["a b"], /is no name/],
    [["a"], [], /must be a dict of queue name/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => queues.parse(value), { path, message })
})
