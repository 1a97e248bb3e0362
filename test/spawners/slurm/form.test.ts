import t from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { formData } from "../../../spawners/slurm/form.ts"
import { instant, jupyter } from "../../support/slurm.ts"

t.test("the form offers what the person may use, with the lower of both limits", async t => {
  const large = { ...instant, name: "large", maxWalltimeMinutes: null, maxGpusPerJob: 8, isDefault: false }
  const limits = { ...noLimits, gpus: 2, gpusPerJob: 1, jobs: 1, walltimeMinutes: 60, queues: ["instant"] }
  const form = formData({ queues: [instant, large], containers: [{ ...jupyter, binds: ["/secret"] }], limits })
  t.same(
    form.queues.map(q => [q.name, q.maxWalltimeMinutes, q.maxGpusPerJob]),
    [["instant", 60, 1]],
  )
  const named = (origin: "own" | "shared" | "store") =>
    formData({ queues: [], containers: [{ ...jupyter, origin }], limits }).containers[0]?.displayName
  t.same([named("own"), named("shared"), named("store")], ["JupyterLab (yours)", "JupyterLab (shared)", "JupyterLab"])
  t.same(form.containers, [{ name: "jupyter", displayName: "JupyterLab", description: "", isDefault: true }])
  t.same(
    form.limits.map(l => l.text),
    ["up to 2 GPUs at a time", "up to 1 GPU for one server", "up to 1 server at a time", "up to 1 h for one server"],
  )
})

t.test("without limits there are none to show", async t => {
  const form = formData({ queues: [instant], containers: [], limits: noLimits })
  t.same(form.limits, [])
  t.match(form.queues[0], { maxWalltimeMinutes: 120, maxGpusPerJob: null, gpuTypes: ["a100"] })
})

t.test("types of GPUs that the roles forbid are not offered, nor GPUs where no other type is", async t => {
  const queues = [
    { ...instant, gpuTypes: ["a100", "h100"], defaultGpus: 1 },
    { ...instant, name: "old", gpuTypes: ["v100"] },
  ]
  const form = formData({ queues, containers: [], limits: { ...noLimits, gpuTypes: ["h100"] } })
  t.same(
    form.queues.map(q => [q.name, q.gpuTypes, q.maxGpusPerJob, q.defaultGpus]),
    [
      ["instant", ["h100"], null, 1],
      ["old", [], 0, 0],
    ],
  )
})
