// The dialog that adds a container: by pull, by a definition file or by path, for oneself or for the store.
import { api } from "../api.js"
import { submitting } from "./form-work.js"
import { storeFields, words } from "./store-fields.js"

const byId = id => document.getElementById(id)
const originField = { pull: "uri", definition: "definition", path: "path" }

export function addDialog() {
  const form = byId("add-form")
  const part = byId("add-store-fields")
  const store = part && storeFields(part)
  const inStore = () => store !== null && form.elements.store.checked
  const show = () => {
    for (const field of form.querySelectorAll("[data-source]")) {
      field.hidden = field.dataset.source !== form.elements.source.value
    }
    if (part) part.hidden = !inStore()
  }
  form.addEventListener("change", show)
  show()
  byId("add-container")?.addEventListener("click", () => byId("add-dialog").showModal())
  byId("add-definition-file").addEventListener("change", async event => {
    const [file] = event.target.files
    if (file) byId("add-definition").value = await file.text()
  })
  form.addEventListener("submit", event => {
    event.preventDefault()
    submitting(form, async () => {
      const { source, name, description, labels } = form.elements
      const origin = originField[source.value]
      const { groups = [], ...entry } = inStore() ? await store.read() : {}
      await api("POST", "containers", {
        source: source.value,
        name: name.value,
        description: description.value,
        labels: words(labels.value),
        groups,
        [origin]: form.elements[origin].value,
        ...(inStore() ? { store: { name: form.elements.store_name.value, ...entry } } : {}),
      })
      location.reload()
    })
  })
}
