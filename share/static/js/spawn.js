// The spawn form: puts back what a refused attempt held, and tells what the chosen queue allows. The server decides.
import { liveQueues } from "./queue-form.js"

const form = document.getElementById("spawn_form")
restore(JSON.parse(document.getElementById("spawn-values").textContent))

for (const select of form.querySelectorAll("select[data-describe]")) {
  const describe = () => {
    document.getElementById(select.dataset.describe).textContent = select.selectedOptions[0]?.dataset.description ?? ""
  }
  select.addEventListener("change", describe)
  describe()
}

const queues = form.querySelectorAll("[name=queue]")
const hints = { gpus: hintOf("gpus-hint"), walltime: hintOf("walltime-hint") }
if (form.querySelector(".slurm-form")) {
  for (const queue of queues) queue.addEventListener("change", followQueue)
  followQueue()
  liveQueues(form)
}

function followQueue() {
  const queue =
    form.querySelector("input[name=queue]:checked") ?? form.querySelector("select[name=queue]")?.selectedOptions[0]
  if (!queue) return
  const { maxGpus, maxWalltime, gpuTypes, maxNodes, defaultGpus } = queue.dataset
  const gpus = form.elements.gpus
  if (maxGpus === "") gpus.removeAttribute("max")
  else gpus.max = maxGpus
  // Empty is what the site says for this queue.
  gpus.placeholder = defaultGpus || "0"
  hints.gpus(
    maxGpus === "" ? "" : maxGpus === "0" ? "You get no GPUs in this queue." : `At most ${maxGpus} in this queue.`,
  )
  hints.walltime(maxWalltime === "" ? "" : `At most ${hours(Number(maxWalltime))} in this queue.`)
  offerNodes(Number(maxNodes || 1))
  offerTypes(gpuTypes.split(", ").filter(type => type !== ""))
}

function offerNodes(most) {
  const nodes = form.elements.nodes
  if (!nodes) return
  nodes.max = String(most)
  if (most === 1) nodes.value = ""
  form.querySelector("[data-nodes-field]").hidden = most === 1
}

function offerTypes(types) {
  const select = form.elements.gpu_type
  for (const option of select.options)
    option.hidden = option.disabled = option.value !== "" && !types.includes(option.value)
  if (select.selectedOptions[0]?.disabled) select.value = ""
  form.querySelector("[data-gpu-type-field]").hidden = types.length === 0
}

function hintOf(id) {
  const element = document.getElementById(id)
  const text = element?.textContent
  return more => {
    if (element) element.textContent = more ? `${more} ${text}` : text
  }
}

function hours(minutes) {
  const [days, whole, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  return [days && `${days} ${days === 1 ? "day" : "days"}`, whole && `${whole} h`, rest && `${rest} min`]
    .filter(part => part !== 0)
    .join(" ")
}

function restore(values) {
  for (const [name, held] of Object.entries(values ?? {})) {
    const wanted = [held].flat().map(String)
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "file" || field.type === "password") continue
      if (field.type === "radio" || field.type === "checkbox") field.checked = wanted.includes(field.value)
      else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value)
      else field.value = wanted[0] ?? ""
    }
  }
}
